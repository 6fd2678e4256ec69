"""What stands in the way of an edit; the errors' tree is in `errors.py`.

ConflictError
└── EditCollision          (somebody has given the same field another value meanwhile)
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dispatcher_app.domain.edits import CallFields, EditCall, Merge, Part, with_parts
from dispatcher_app.domain.errors import CallFacts, ConflictError, Deed


@dataclass(frozen=True, slots=True)
class Collision:
    """A part that both changed to different values, and who made it theirs; None where the record does not say."""

    part: Part
    changed: Deed | None


@dataclass(eq=False)
class EditCollision(ConflictError):
    """Both changed the same of a call. `edit` is what was not written, `theirs` and `version` what stands instead.

    `merge` is what the edit comes to where it does not collide.
    """

    call: CallFacts
    edit: EditCall
    theirs: CallFields
    version: int
    merge: Merge
    collisions: tuple[Collision, ...]

    def __str__(self) -> str:
        """Name what collides, and no value: they may be a caller's."""
        names = [collision.part.called for collision in self.collisions]
        words = ", ".join([names[0], *(name[:1].lower() + name[1:] for name in names[1:])])
        return f"{words} of #{self.call.number} {'was' if len(names) == 1 else 'were'} changed by somebody else."

    def resolved(self, keeping: Iterable[Part]) -> EditCall:
        """Make the edit anew upon what stands, keeping these parts of mine and leaving the others theirs."""
        mine = with_parts(self.merge.result, self.edit.mine, *keeping)
        return EditCall(self.edit.emergency_call_id, self.theirs, self.version, mine)
