"""The accessibility bus, asked the way a screen reader asks it, but all questions about a level of the tree at once: an answer
comes when the program is between two frames, and thousands of questions one after the other would wait for as many frames.
What the program keeps for its listeners anyway, its cache of names, roles and states, comes as one answer; only the rest is asked about."""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ACCESSIBLE, COMPONENT, ACTION = "org.a11y.atspi.Accessible", "org.a11y.atspi.Component", "org.a11y.atspi.Action"
TEXT, VALUE, PROPERTIES = "org.a11y.atspi.Text", "org.a11y.atspi.Value", "org.freedesktop.DBus.Properties"
REGISTRY, ROOT_PATH = "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"
OF_WINDOW = 1
PATIENCE_MS = 20000

# What is asked of each object: the fact, interface, method, its parameters, and what stands for no answer.
QUESTIONS = (
    ("properties", PROPERTIES, "GetAll", GLib.Variant("(s)", (ACCESSIBLE,)), ({},)),
    ("role", ACCESSIBLE, "GetRole", None, (0,)),
    ("state", ACCESSIBLE, "GetState", None, ([0, 0],)),
    ("extents", COMPONENT, "GetExtents", GLib.Variant("(u)", (OF_WINDOW,)), ((0, 0, 0, 0),)),
    ("children", ACCESSIBLE, "GetChildren", None, ([],)),
)
CACHE, CACHE_PATH = "org.a11y.atspi.Cache", "/org/a11y/atspi/cache"
LENGTH_QUESTION = ("length", PROPERTIES, "Get", GLib.Variant("(ss)", (TEXT, "CharacterCount")), (0,))


class Bus:
    """The connection. Many questions may be under way; `settle` waits for the answers."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address, = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, PATIENCE_MS, None).unpack()
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.pending = 0

    def call(self, node, interface, method, parameters=None):
        """One question and its answer; None when the object has no such interface, or is gone."""
        try:
            return self.connection.call_sync(node.owner, node.path, interface, method, parameters, None, 0, PATIENCE_MS, None).unpack()
        except GLib.Error:
            return None

    def send(self, node, question):
        fact, interface, method, parameters, default = question

        def answered(connection, result):
            self.pending -= 1
            try:
                node.facts[fact] = connection.call_finish(result).unpack()[0]
            except GLib.Error:
                node.facts[fact] = default[0]
        self.pending += 1
        self.connection.call(node.owner, node.path, interface, method, parameters, None, 0, PATIENCE_MS, None, answered)

    def settle(self):
        while self.pending:
            GLib.MainContext.default().iteration(True)

    def cache_of(self, root):
        """What the program has ready about its objects, by their paths: of those that were asked about before, as they are now."""
        try:
            answer = self.connection.call_sync(root.owner, CACHE_PATH, CACHE, "GetItems", None, None, 0, PATIENCE_MS, None).get_child_value(0)
        except GLib.Error:
            return {}
        items = (answer.get_child_value(index) for index in range(answer.n_children()))
        return {item.get_child_value(0).get_child_value(1).get_string(): item for item in items}

    def learn(self, nodes, questions=QUESTIONS):
        """Asks about all of them what is not known yet; of what is kept, everything."""
        for node in nodes:
            for question in questions:
                if node.kept or question[0] not in node.facts:
                    self.send(node, question)
        self.settle()

    def learn_texts(self, nodes):
        """What they say, of those that say anything. Not every widget takes -1 for the end."""
        self.learn(nodes, [LENGTH_QUESTION])
        for node in nodes:
            length = node.facts["length"]
            node.facts["text"] = ""
            if length > 0:
                self.send(node, ("text", TEXT, "GetText", GLib.Variant("(ii)", (0, length)), ("",)))
        self.settle()

    def program(self, process_id):
        """The root object of a program, or None before it is there."""
        registry = Node(self, REGISTRY, ROOT_PATH)
        for owner, path in (self.call(registry, ACCESSIBLE, "GetChildren") or ([],))[0]:
            owned = self.connection.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                              GLib.Variant("(s)", (owner,)), None, 0, PATIENCE_MS, None).unpack()[0]
            if owned == process_id:
                return Node(self, owner, path)
        return None


class Node:
    """One accessible object, as it was when it was walked past, or, when kept, as it is. Objects vanish while one looks: then they are empty."""

    def __init__(self, bus, owner, path):
        self.bus, self.owner, self.path, self.facts, self.kept = bus, owner, path, {}, False

    def fact(self, name):
        if self.kept or name not in self.facts:
            self.bus.learn([self], [question for question in QUESTIONS if question[0] == name])
        return self.facts[name]

    def recall(self, item):
        """Takes what the cache has. What it has no text of says nothing, and what has no children need not be asked for them."""
        _, _, _, _, n_children, interfaces, name, role, description, state = item.unpack()
        self.facts = {"properties": {"Name": name, "Description": description}, "role": role, "state": state}
        if n_children == 0:
            self.facts["children"] = []
        if TEXT not in interfaces:
            self.facts["length"] = 0

    def keep(self):
        """The same, to be asked anew each time."""
        self.kept = True
        return self

    @property
    def name(self):
        return self.fact("properties").get("Name", "")

    @property
    def description(self):
        return self.fact("properties").get("Description", "")

    @property
    def role(self):
        return Atspi.role_get_name(Atspi.Role(self.fact("role")))

    @property
    def children(self):
        return [Node(self.bus, owner, path) for owner, path in self.fact("children")]

    def has(self, state):
        words = self.fact("state")
        return bool(words[int(state) // 32] >> int(state) % 32 & 1)

    @property
    def extents(self):
        """x, y, width and height in the window."""
        return tuple(self.fact("extents"))

    @property
    def showing(self):
        """On screen, if its parents are. GTK 4.8 sets SHOWING on windows only; what has no room is on a page not shown."""
        if self.role == "application" or self.has(Atspi.StateType.SHOWING):
            return True
        return self.has(Atspi.StateType.VISIBLE) and self.has_room

    @property
    def has_room(self):
        return min(self.extents[2:]) > 0

    @property
    def sensitive(self):
        return self.has(Atspi.StateType.SENSITIVE)

    @property
    def text(self):
        """What it says: its text, else its name."""
        if self.kept or "text" not in self.facts:
            self.bus.learn_texts([self])
        return self.facts["text"] or self.name

    @property
    def value(self):
        answer = self.bus.call(self, PROPERTIES, "Get", GLib.Variant("(ss)", (VALUE, "CurrentValue")))
        return answer[0] if answer else None

    def set_value(self, value):
        answer = self.bus.call(self, PROPERTIES, "Set", GLib.Variant("(ssv)", (VALUE, "CurrentValue", GLib.Variant("d", value))))
        assert answer is not None, f"{self} takes no value"

    def click(self):
        """Does what a click does: the first action of a control, which not every control offers."""
        assert self.sensitive, f"{self} is not sensitive"
        return bool((self.bus.call(self, ACTION, "DoAction", GLib.Variant("(i)", (0,))) or (False,))[0])

    def focus(self):
        assert (self.bus.call(self, COMPONENT, "GrabFocus") or (False,))[0], f"{self} takes no focus"

    def walk(self, showing=True, last_first=False, texts=False):
        """Itself and what is below it, asked anew; a page of a stack has no room of its own, but what is on it has."""
        below = learn_below(self, showing)
        if texts:
            self.bus.learn_texts(below)
        yield from in_order(self, below, last_first)

    def __repr__(self):
        return f'{self.role} "{self.name}"'


def learn_below(root, showing):
    """Asks level by level. Gives what was kept: each node with its children."""
    kept, level, cache = {}, [root], root.bus.cache_of(root)
    root.bus.learn(level)
    while level:
        families = [(node, node.children) for node in level]
        news = [child for _, children in families for child in children]
        for child in news:
            if child.path in cache:
                child.recall(cache[child.path])
        root.bus.learn(news)
        families = [(node, children) for node, children in families
                    if not showing or node.showing or any(child.has_room for child in children)]
        kept.update(families)
        level = [child for _, children in families for child in children]
    return kept


def in_order(node, below, last_first):
    if node not in below:
        return
    yield node
    for child in reversed(below[node]) if last_first else below[node]:
        yield from in_order(child, below, last_first)
