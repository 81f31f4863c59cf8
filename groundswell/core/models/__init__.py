from groundswell.core.models.action import Action
from groundswell.core.models.agreement import Agreement, AgreementVersion, Assent
from groundswell.core.models.answer import Answer
from groundswell.core.models.attendance import Attendance
from groundswell.core.models.call import Call
from groundswell.core.models.campaign import Addressee, Background, BackgroundSource, RelatedDay
from groundswell.core.models.check import Check
from groundswell.core.models.co_host import CoHost
from groundswell.core.models.code import Code
from groundswell.core.models.confirmation import Confirmation
from groundswell.core.models.contact import Contact
from groundswell.core.models.convening import Convening
from groundswell.core.models.decision import Decision
from groundswell.core.models.deletion import Deletion
from groundswell.core.models.digest import Digest, DigestOff
from groundswell.core.models.domain_proof import DomainProof
from groundswell.core.models.endorsement import Endorsement, Withdrawal
from groundswell.core.models.estimate import Estimate
from groundswell.core.models.exchange import Exchange, Message, WritingOff
from groundswell.core.models.fact import Fact, Reader
from groundswell.core.models.hand_over import HandOver
from groundswell.core.models.held_place import HeldPlace
from groundswell.core.models.hold import Hold
from groundswell.core.models.hosting import Hosting
from groundswell.core.models.imported import Imported
from groundswell.core.models.issuing import Issuing
from groundswell.core.models.link import Link
from groundswell.core.models.look import Look
from groundswell.core.models.lost_code import LostCode
from groundswell.core.models.membership import Membership
from groundswell.core.models.merge import Merge
from groundswell.core.models.milestone import Milestone
from groundswell.core.models.organisation import Organisation, OrganisationAlias
from groundswell.core.models.overlap import Overlap
from groundswell.core.models.part import Part
from groundswell.core.models.pending_change import PendingChange
from groundswell.core.models.person import Person, Role
from groundswell.core.models.pledge import Pledge, Taking, UnprovenTaking
from groundswell.core.models.press import Clearance, PressContact, Quote
from groundswell.core.models.question import Question
from groundswell.core.models.record_version import RecordVersion
from groundswell.core.models.relation import Relation
from groundswell.core.models.removal import Removal
from groundswell.core.models.report import Report
from groundswell.core.models.resource import Resource, ResourceVersion
from groundswell.core.models.route import Route, RoutePlan, Stop
from groundswell.core.models.search_text import SearchText
from groundswell.core.models.search_word import SearchWord
from groundswell.core.models.series import Series
from groundswell.core.models.signature import Signature
from groundswell.core.models.source import Citation, Source
from groundswell.core.models.standby import Standby
from groundswell.core.models.statement import Correction, Retraction, Statement, StatementText
from groundswell.core.models.steward import Invitation, Replacement, Steward
from groundswell.core.models.translation import Translation
from groundswell.core.models.trust import Trust
from groundswell.core.models.upsets import Cancellation, Move, Postponement, Resumption
from groundswell.core.models.verification import Verification

__all__ = [
    "Action",
    "Addressee",
    "Agreement",
    "AgreementVersion",
    "Answer",
    "Assent",
    "Attendance",
    "Background",
    "BackgroundSource",
    "Call",
    "Cancellation",
    "Check",
    "Citation",
    "Clearance",
    "CoHost",
    "Code",
    "Confirmation",
    "Contact",
    "Convening",
    "Correction",
    "Decision",
    "Deletion",
    "Digest",
    "DigestOff",
    "DomainProof",
    "Endorsement",
    "Estimate",
    "Exchange",
    "Fact",
    "HandOver",
    "HeldPlace",
    "Hold",
    "Hosting",
    "Imported",
    "Invitation",
    "Issuing",
    "Link",
    "Look",
    "LostCode",
    "Membership",
    "Merge",
    "Message",
    "Milestone",
    "Move",
    "Organisation",
    "OrganisationAlias",
    "Overlap",
    "Part",
    "PendingChange",
    "Person",
    "Pledge",
    "Postponement",
    "PressContact",
    "Question",
    "Quote",
    "Reader",
    "RecordVersion",
    "RelatedDay",
    "Relation",
    "Removal",
    "Replacement",
    "Report",
    "Resource",
    "ResourceVersion",
    "Resumption",
    "Retraction",
    "Role",
    "Route",
    "RoutePlan",
    "SearchText",
    "SearchWord",
    "Series",
    "Signature",
    "Source",
    "Standby",
    "Statement",
    "StatementText",
    "Steward",
    "Stop",
    "Taking",
    "Translation",
    "Trust",
    "UnprovenTaking",
    "Verification",
    "Withdrawal",
    "WritingOff",
]
