"""Takes single articles out of an index by hand, and puts them back as they were.

A sync follows the files; this does what a person asks about one article, whatever its file says. Knows
nothing of who asks or of where the files are.
"""

from index.articles import Articles
from index.embedding import Encoder
from index.errors import UsageError
from index.fingerprint import IndexPlace, place_of
from index.passages import cut
from index.settings import IndexSettings
from index.survey import Change, FileRead
from index.writer import Batch, CutArticle, locked, mended_writer


def make_ready(place: IndexPlace) -> None:
    """Give an index that was made by an earlier release what it lacks to be listed quickly.

    Raises:
        BusyError: another process is writing it.
    """
    if place.exists():
        with locked(place):
            Articles.open_for_writing(place.articles).close()


def take_out(settings: IndexSettings, article_id: str, encoder: Encoder, *, file_stays: bool) -> None:
    """Take an article out of the index; nothing happens where it isn't in it.

    `file_stays` says that its file needn't be looked at for that; otherwise it counts as a new one when it
    is met again.

    Raises:
        CitewireError: nothing can be written, or a sync is at work (BusyError).
    """
    place = place_of(settings, encoder.name)
    with locked(place), mended_writer(place, encoder) as writer:
        if writer.articles.known_article(article_id) is not None:
            writer.remove([article_id], files_stay=file_stays)
            writer.finish()


def put_back(settings: IndexSettings, change: Change, encoder: Encoder) -> None:
    """Put an article into the index as it was; the next sync of its folder looks at its file again.

    Nothing happens where it is in the index already.

    Raises:
        UsageError: another article has its id by now.
        CitewireError: nothing can be written, a sync is at work (BusyError), or the model can't be used.
    """
    place = place_of(settings, encoder.name)
    with locked(place), mended_writer(place, encoder) as writer:
        known = writer.articles.known_article(change.article.id)
        if known is not None and known.content_hash == change.content_hash:
            return
        if known is not None:
            raise UsageError(f"another article is {change.article.id!r} by now: remove that one first")
        passages = tuple(cut(change.article, settings.passage_tokens))
        batch = Batch((CutArticle(change, passages),), (), (FileRead(change.file, None),))
        writer.store(batch, encoder.embed_passages(batch.texts()))
        writer.finish()
