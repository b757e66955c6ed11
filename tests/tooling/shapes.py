"""The schemas that hassfest requires for an integration's files, as far as used."""

import re
import string
from typing import Any, Final, Never

from homeassistant.helpers import config_validation as cv, selector
import voluptuous as vol

KEY: Final = re.compile(r"[a-z0-9](?:[a-z0-9]|[-_](?![-_]))*(?<![-_])")
URL: Final = re.compile(
    r"(?:\b[a-z0-9]+://|\bwww\.)[a-z0-9-]+\.[a-z]{2,}", re.IGNORECASE
)
QUOTED_PLACEHOLDER: Final = re.compile(r"'\{\w+\}'")
ICON: Final = re.compile(r"mdi:[a-z0-9]+(?:-[a-z0-9]+)*")


def refuse(why: str) -> Never:
    """Say what is wrong."""
    raise vol.Invalid(why)


def key(value: Any) -> str:
    """Accept a key: lower case, digits, single hyphens and underscores inside."""
    if not isinstance(value, str) or KEY.fullmatch(value) is None:
        refuse(f"{value!r} is no key")
    return value


def text(value: Any) -> str:
    """Accept a text without markup, URL, outer spaces or quoted placeholders."""
    shown: str = cv.string_with_no_html(value)
    if shown != shown.strip() or not shown:
        refuse(f"{shown!r} begins or ends with a space, or is empty")
    if URL.search(shown):
        refuse(f"{shown!r} has a URL, which belongs into a placeholder")
    if QUOTED_PLACEHOLDER.search(shown) or "[%" in shown:
        refuse(f"{shown!r} quotes a placeholder, or refers to another text")
    for name in placeholders(shown):
        if not name.isidentifier():
            refuse(f"{name!r} is no placeholder")
    return shown


def plain(value: Any) -> str:
    """Accept a text without placeholders."""
    if placeholders(shown := text(value)):
        refuse(f"{shown!r} may have no placeholders")
    return shown


def placeholders(shown: str) -> set[str]:
    """Return the placeholders of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(shown) if name}


def icon(value: Any) -> str:
    """Accept an icon of Material Design Icons."""
    if not isinstance(value, str) or ICON.fullmatch(value) is None:
        refuse(f"{value!r} is no icon")
    return value


def described_fields(step: dict[str, Any]) -> dict[str, Any]:
    """Accept a step that describes only fields that have a name."""
    for part in (step, *step.get("sections", {}).values()):
        if extra := set(part.get("data_description", {})) - set(part.get("data", {})):
            refuse(f"{extra} are described and not named")
    return step


TEXTS: Final = {key: text}
NAMED: Final = {vol.Required("name"): text, vol.Required("description"): text}
FIELDS: Final = {key: {**NAMED, vol.Optional("example"): text}}
SECTIONS: Final = {key: {vol.Required("name"): text, vol.Optional("description"): text}}

PART: Final = {vol.Optional("data"): TEXTS, vol.Optional("data_description"): TEXTS}
STEP: Final = vol.All(
    vol.Schema(
        {
            **PART,
            **{vol.Optional(name): text for name in ("title", "description", "submit")},
            vol.Optional("menu_options"): TEXTS,
            vol.Optional("menu_option_descriptions"): TEXTS,
            vol.Optional("sections"): {
                key: {
                    **PART,
                    vol.Optional("name"): text,
                    vol.Optional("description"): text,
                }
            },
        }
    ),
    described_fields,
)
FLOW: Final = {
    vol.Required("step"): {key: STEP},
    **{vol.Optional(name): TEXTS for name in ("error", "abort", "progress")},
    vol.Optional("create_entry"): TEXTS,
}
ISSUE: Final = vol.All(
    cv.has_at_least_one_key("description", "fix_flow"),
    vol.Schema(
        {
            vol.Required("title"): text,
            vol.Exclusive("description", "what"): text,
            vol.Exclusive("fix_flow", "what"): FLOW,
        }
    ),
)
STATES: Final = {key: plain}

TRANSLATIONS: Final = vol.Schema(
    {
        vol.Optional("common"): {cv.slug: text},
        vol.Required("config"): FLOW,
        vol.Required("options"): FLOW,
        vol.Required("config_subentries"): {
            cv.slug: {
                **FLOW,
                vol.Required("entry_type"): text,
                vol.Required("initiate_flow"): {vol.Required("user"): text, str: text},
            }
        },
        vol.Required("device"): {key: {vol.Required("name"): text}},
        vol.Required("entity"): {
            cv.slug: {
                key: {
                    vol.Required("name"): text,
                    vol.Optional("state"): STATES,
                    vol.Optional("state_attributes"): {
                        key: {
                            vol.Required("name"): plain,
                            vol.Optional("state"): STATES,
                        }
                    },
                    vol.Optional("unit_of_measurement"): plain,
                }
            }
        },
        vol.Required("exceptions"): {cv.slug: {vol.Required("message"): text}},
        vol.Required("issues"): {str: ISSUE},
        vol.Required("selector"): {
            cv.slug: {
                vol.Optional("options"): TEXTS,
                vol.Optional("choices"): TEXTS,
                vol.Optional("unit_of_measurement"): TEXTS,
                vol.Optional("fields"): {key: NAMED},
            }
        },
        vol.Required("services"): {
            key: {
                **NAMED,
                vol.Optional("fields"): FIELDS,
                vol.Optional("sections"): SECTIONS,
            }
        },
        vol.Required("system_health"): {vol.Required("info"): TEXTS},
        **{
            vol.Required(kind): {
                cv.underscore_slug: {**NAMED, vol.Optional("fields"): FIELDS}
            }
            for kind in ("triggers", "conditions")
        },
    }
)
"""What a translation file may contain."""

ICON_STATES: Final = {key: icon}
ICONS: Final = vol.Schema(
    {
        vol.Required("entity"): {
            cv.slug: {
                key: {
                    vol.Required("default"): icon,
                    vol.Optional("state"): ICON_STATES,
                    vol.Optional("state_attributes"): {
                        key: {
                            vol.Required("default"): icon,
                            vol.Optional("state"): ICON_STATES,
                        }
                    },
                }
            }
        },
        vol.Required("services"): {
            key: {
                vol.Required("service"): icon,
                vol.Optional("sections"): ICON_STATES,
            }
        },
        vol.Required("triggers"): {key: {vol.Required("trigger"): icon}},
        vol.Required("conditions"): {key: {vol.Required("condition"): icon}},
    }
)
"""What icons.json may contain."""


def something(value: Any) -> Any:
    """Accept anything that is not empty."""
    if value is None:
        refuse("Nothing is said")
    return value


FIELD: Final = {
    vol.Optional("example"): something,
    vol.Optional("default"): something,
    vol.Optional("required"): bool,
    vol.Optional("selector"): selector.validate_selector,
}
TRIGGERS: Final = vol.Schema(
    {
        vol.Remove(vol.All(str, vol.Match(r"\."))): object,
        cv.underscore_slug: {
            vol.Optional("target"): selector.TargetSelector.CONFIG_SCHEMA,
            vol.Optional("fields"): {
                str: {**FIELD, vol.Optional("context"): {str: str}}
            },
        },
    }
)
"""What triggers.yaml and conditions.yaml may contain."""

SERVICES: Final = vol.Schema(
    {
        cv.slug: vol.Any(
            {
                vol.Optional("target"): vol.Any(
                    selector.TargetSelector.CONFIG_SCHEMA, None
                ),
                vol.Optional("fields"): {
                    str: vol.Any(
                        FIELD,
                        {
                            vol.Optional("collapsed"): bool,
                            vol.Required("fields"): {str: FIELD},
                        },
                    )
                },
            },
            None,
        )
    }
)
"""What services.yaml may contain."""
