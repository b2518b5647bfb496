"""Motion: the three lengths, ease-out, and none of it when the system asks for reduced motion."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractAnimation, QByteArray, QEasingCurve, QObject, QPropertyAnimation
from PySide6.QtWidgets import QApplication, QStyle


class Motion(IntEnum):
    """Lengths in ms."""

    HOVER = 120
    FOLD = 160
    DIALOG = 200
    MEND = 240


class _Preference:
    """What was asked for here, beside what the system says."""

    reduced = False


def set_reduced_motion(reduced: bool) -> None:
    """Switch motion off (or back on) by the application's own setting."""
    _Preference.reduced = reduced


def reduced_motion() -> bool:
    """Whether changes shall happen at once: by own setting, or because the system animates nothing."""
    style = QApplication.style()
    return _Preference.reduced or style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0


def animate(target: QObject, name: bytes, start: object, end: object, length: Motion) -> QPropertyAnimation | None:
    """Move property `name` from start to end, ease-out; sets the end at once (and returns None) under reduced motion."""
    if reduced_motion():
        target.setProperty(name.decode(), end)
        return None
    animation = QPropertyAnimation(target, QByteArray(name), target)
    animation.setDuration(int(length))
    animation.setStartValue(start)
    animation.setEndValue(end)
    animation.setEasingCurve(QEasingCurve.Type.OutCubic)
    animation.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)
    return animation
