"""Shows texts from elsewhere as what they are: text."""


def for_markdown(text: str) -> str:
    """Return a text from elsewhere so that Markdown and HTML show it as it is.

    Repairs are rendered as Markdown; a worker's name is anybody's text.
    """
    return "".join(
        character
        if character.isalnum() or character in " .-,:@…–"
        else f"&#{ord(character)};"
        for character in text
    )
