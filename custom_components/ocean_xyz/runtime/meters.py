"""Reads the power meters and the tariff of an account."""

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant

from ..const import CONF_FIXED_TARIFF
from ..mining.costs import CostInputs, CostSettings
from ..mining.figures import Figures, Source
from ..mining.meters import MeterState, Unreadable, read_power, read_tariff


class Meters:
    """The entities, or fixed figures, that the costs are known by."""

    def __init__(
        self, hass: HomeAssistant, settings: CostSettings, currency: str
    ) -> None:
        """Prepare to read; `currency` is the hub's."""
        self.problems: dict[str, Unreadable] = {}
        """Why an entity, or a setting, gave no figure when it was last read."""
        self.answering: frozenset[Source] = frozenset()
        """Whether the power and the tariff were known when they were last read."""
        self._hass = hass
        self._settings = settings
        self._currency = currency

    @property
    def entities(self) -> list[str]:
        """Return the entities that are read."""
        tariff = self._settings.tariff_entity
        return [*self._settings.power_entities, *([tariff] if tariff else ())]

    def read(self, figures: Figures, part: float | None) -> CostInputs:
        """Return what the costs of an account with these figures follow from.

        `part` is which part of a fixed power the machines take that mine.
        """
        self.problems = {}
        fixed, tariff = self._settings.fixed_power, self._tariff()
        if is_fixed := not self._settings.power_entities:
            # What they take while they do not mine is not known.
            watts = fixed * part if fixed is not None and part else None
            answers = Source.WORKERS in figures.answering
        else:
            watts = self._watts()
            answers = not self.problems.keys() & set(self._settings.power_entities)
        power = {Source.POWER} if answers else set()
        self.answering = frozenset(power if tariff is None else {*power, Source.TARIFF})
        return CostInputs(
            watts=watts,
            fixed_watts=fixed if is_fixed else None,
            part=part if is_fixed else None,
            tariff=tariff,
            heat_credit=self._settings.heat_credit,
            hashrate=figures.hashrate,
            expected=figures.expected_per_day,
            per_terahash=figures.per_terahash,
            price=figures.price,
        )

    def _watts(self) -> float | None:
        """Return the power; one meter that is not known makes the sum unknown."""
        total: float | None = 0.0
        for entity_id in self._settings.power_entities:
            power = read_power(self.read_state(entity_id))
            if isinstance(power, Unreadable):
                self.problems[entity_id] = power
                total = None
            elif total is not None:
                total += power
        return total

    def _tariff(self) -> float | None:
        """Return the price of a kWh in the hub's currency."""
        settings, currency = self._settings, self._currency
        if settings.tariff_entity is None:
            if settings.fixed_tariff is None:
                return None
            if settings.tariff_currency == currency:
                return settings.fixed_tariff
            self.problems[CONF_FIXED_TARIFF] = Unreadable.CURRENCY
            return None
        tariff = read_tariff(self.read_state(settings.tariff_entity), currency)
        if isinstance(tariff, Unreadable):
            self.problems[settings.tariff_entity] = tariff
            return None
        return tariff

    def read_state(self, entity_id: str) -> MeterState | None:
        """Return what Home Assistant shows of an entity; None if there is none."""
        if (state := self._hass.states.get(entity_id)) is None:
            return None
        unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        return MeterState(state=state.state, unit=str(unit) if unit else None)
