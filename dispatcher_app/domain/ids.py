"""Identities that the type checker keeps apart. All are 64-bit in the database."""

from typing import NewType
from uuid import UUID

EmergencyCallId = NewType("EmergencyCallId", int)
AmbulanceId = NewType("AmbulanceId", int)
AssignmentId = NewType("AssignmentId", int)
StationId = NewType("StationId", int)
HospitalId = NewType("HospitalId", int)
DispatcherId = NewType("DispatcherId", int)
ParamedicId = NewType("ParamedicId", int)
EmergencyAccessId = NewType("EmergencyAccessId", int)
AlarmId = NewType("AlarmId", int)
ContactId = NewType("ContactId", int)
DeliveryId = NewType("DeliveryId", int)
NoteId = NewType("NoteId", int)

RequestId = NewType("RequestId", UUID)
"""Made by the desk for each write, unique in the database: asks "did my order arrive?" after a broken line."""
