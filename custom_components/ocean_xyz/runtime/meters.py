"""Reads the meters and prices of an account."""

from collections.abc import Callable, Iterable

from homeassistant.core import HomeAssistant

from ..const import CONF_FIXED_EXPORT, CONF_FIXED_TARIFF, CONF_FUEL_PRICE
from ..mining.costs import CostInputs, CostSettings
from ..mining.figures import Figures, Source
from ..mining.grid import HouseReading
from ..mining.heat import HeatReading
from ..mining.meters import (
    MeterState,
    Unreadable,
    read_cop,
    read_flow,
    read_power,
    read_tariff,
    read_wanted,
)
from .entity_states import state_of


class Meters:
    """The entities, or fixed figures, that the costs are known by."""

    def __init__(
        self, hass: HomeAssistant, settings: CostSettings, currency: str
    ) -> None:
        """Prepare to read; `currency` is the hub's."""
        self.problems: dict[str, Unreadable] = {}
        """Why an entity, or a setting, gave no figure when it was last read."""
        self.answering: frozenset[Source] = frozenset()
        """Whether the power and the price were known when they were last read."""
        self.house = HouseReading(grid=None, heat=HeatReading())
        """What the house showed when it was last read."""
        self._hass = hass
        self._settings = settings
        self._currency = currency

    @property
    def entities(self) -> list[str]:
        """Return the entities that are read."""
        settings = self._settings
        grid, heat = settings.grid, settings.heat
        one = (
            settings.tariff_entity,
            grid.price_entity,
            heat.fuel_price_entity,
            heat.cop_entity,
            heat.wanted_entity,
        )
        found = (*settings.power_entities, *grid.meters, *filter(None, one))
        return list(dict.fromkeys(found))

    def read(self, figures: Figures, part: float | None) -> CostInputs:
        """Return what the costs of an account with these figures follow from.

        `part` is which part of a fixed power the machines take that mine.
        """
        self.problems = {}
        fixed, settings = self._settings.fixed_power, self._settings
        if is_fixed := not settings.power_entities:
            # What they take while they do not mine is not known.
            watts = fixed * part if fixed is not None and part else None
            power = Source.WORKERS in figures.answering
        else:
            watts = self._sum(settings.power_entities, read_power)
            power = not self.problems
        before, grid = set(self.problems), settings.grid
        tariff = self._price(
            settings.tariff_entity, settings.fixed_tariff, CONF_FIXED_TARIFF
        )
        export = self._price(grid.price_entity, grid.fixed_price, CONF_FIXED_EXPORT)
        taken = self.grid_power() if grid.known else None
        priced = settings.has_tariff and not self.problems.keys() - before
        self.house = HouseReading(grid=taken, heat=self._heat())
        known = {Source.POWER: power, Source.TARIFF: priced}
        self.answering = frozenset(one for one, is_known in known.items() if is_known)
        return CostInputs(
            watts=watts,
            fixed_watts=fixed if is_fixed else None,
            part=part if is_fixed else None,
            tariff=tariff,
            export_price=export,
            hashrate=figures.hashrate,
            expected=figures.expected_per_day,
            per_terahash=figures.per_terahash,
            price=figures.price,
        )

    def grid_power(self) -> float | None:
        """Return the power from the grid in W; below zero it is fed in."""
        grid = self._settings.grid
        taken = self._sum(filter(None, (grid.import_entity,)), read_flow)
        fed_in = self._sum(filter(None, (grid.export_entity,)), read_flow)
        return None if taken is None or fed_in is None else taken - fed_in

    def _heat(self) -> HeatReading:
        """Return what is known about heat."""
        heat = self._settings.heat
        wanted: bool | None = True
        if heat.wanted_entity is not None:
            wanted = self._read(heat.wanted_entity, read_wanted)
        cop = None
        if heat.cop_entity is not None:
            cop = self._read(heat.cop_entity, read_cop)
        return HeatReading(
            wanted=wanted,
            fuel_price=self._price(
                heat.fuel_price_entity, heat.fuel_price, CONF_FUEL_PRICE
            ),
            cop=cop,
        )

    def _read[ValueT](
        self,
        entity_id: str,
        reader: Callable[[MeterState | None], ValueT | Unreadable],
    ) -> ValueT | None:
        """Return what an entity shows; note why if it cannot be read."""
        value = reader(state_of(self._hass, entity_id))
        if isinstance(value, Unreadable):
            self.problems[entity_id] = value
            return None
        return value

    def _sum(
        self,
        entities: Iterable[str],
        reader: Callable[[MeterState | None], float | Unreadable],
    ) -> float | None:
        """Return a sum of meters; one that is not known makes the sum unknown."""
        read = [self._read(entity_id, reader) for entity_id in entities]
        known = [one for one in read if one is not None]
        return sum(known) if len(known) == len(read) else None

    def _price(
        self, entity_id: str | None, fixed: float | None, setting: str
    ) -> float | None:
        """Return a price of energy in the hub's currency per kWh."""
        if entity_id is not None:
            return self._read(entity_id, lambda one: read_tariff(one, self._currency))
        if fixed is None or self._settings.tariff_currency == self._currency:
            return fixed
        self.problems[setting] = Unreadable.CURRENCY
        return None
