"""How a desk is worked at: hosts that are trusted, a question that waits for its answer, answers to choose from."""

from groundswell.core.models import Action, Answer, Call, Look, Person, Question, Role, Trust

TEXTS = {
    "en": "Please say in which part of the park you meet; there are three gates.",
    "es": "Digan, por favor, en qué parte del parque se reúnen; hay tres entradas.",
}


def fill(call: Call, clara: Person, mona: Person) -> None:
    call.policy = "trusted"
    call.save()
    Answer.write(call, by=mona, title="Which gate?", texts=TEXTS)
    public = Action.objects.standing().filter(call=call, country="CL", contact__isnull=False)
    if known := public.select_related("contact", "call").order_by("id").first():
        Trust.give(known, by=mona)
    if asked := Action.objects.waiting().filter(call=call, country="CL").select_related("contact", "call").first():
        Question.ask(asked, by=mona, reason="place", text=TEXTS["es"])
    _changes(call, mona)
    rosa = Person.objects.with_address("rosa@rivers.example")
    rosa.name = "Rosa"
    rosa.save()
    Role.give(rosa, Role.MODERATOR, call=call, by=clara, places=["CL", "AR"])


def _changes(call: Call, mona: Person) -> None:
    """One was looked at; one has a long text of which a few words changed."""
    if first := Look.objects.open().filter(action__call=call).order_by("id").first():
        first.fine(by=mona)
    changed = Action.objects.filter(call=call, state="published", language="en").order_by("id").first()
    if changed:
        words = changed.description.split(" ")
        text = " ".join([*words[:4], "if it does not rain,", *words[4:]])
        changed.change(by="host", because="The weather.", title=f"{changed.title}, rain or shine", description=text)
