/** The part of pytest's plugin that reports: what ran, what became of it, and which lines it ran through. */
export const PYTEST_WITNESS = String.raw`
class Witness:
    def __init__(self, order, send):
        pid = os.getpid()
        # A test may fork: what it leaves of this process has nothing to tell.
        self.send = lambda line: os.getpid() == pid and send(line)
        self.order, self.name = order, order['canary']
        self.roots = [root + '/' for root in order['roots']]
        self.items, self.states, self.lines = {}, {}, None
        self.distributions = importlib.metadata.distributions
        self.tracers, self.is_untouched = [], None
        self.caught = Caught(self.roots)

    def file_of(self, node):
        path = os.path.abspath(str(getattr(node, 'path', None) or node.fspath))
        for root in self.roots:
            if path.startswith(root):
                return path[len(root):]
        return path

    def problem(self, says):
        self.send({'kind': 'problem', 'says': says})

    def watch(self):
        """Who traces a test can jump over what it asserts. A hook for this cannot be taken away again."""
        caller, absolute, roots, told = sys._getframe, os.path.abspath, self.roots, self.tracers
        def heard(event, words):
            if event in ('sys.settrace', 'sys.setprofile'):
                name = caller(1).f_code.co_filename
                if name.startswith('<') or in_tree(absolute(name), roots):
                    told.append(name)
        sys.addaudithook(heard)

    def before(self):
        """Plugins are those of the environment: a folder that the tree brings along is no installed package."""
        installed = list(self.distributions())
        importlib.metadata.distributions = lambda **how: iter(installed) if not how else self.distributions(**how)
        if self.order['here']:
            sys.path.insert(0, os.getcwd())
        self.watch()
        self.caught.watch()
        validate = Config._validate_args
        def without_ours(config, words, via):
            kept, places = split_options(words)
            return validate(config, kept + places, via)
        Config._validate_args = without_ours

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self, early_config, parser, args):
        importlib.metadata.distributions = self.distributions
        self.whole = integrity()
        # What lies compiled in the tree need not be what its source says.
        sys.pycache_prefix = '/tmp/writ-compiled'
        if self.order['coverage']:
            self.lines = Lines(self.roots)
            self.lines.begin(None)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session):
        # Installed plugins may have wrapped something as they were set up; code of the tree has no business there.
        for name, (value, code) in integrity().items():
            if code is not None and not in_tree(code.co_filename, self.roots):
                self.whole[name] = (value, code)

    def compare(self, place):
        if self.is_untouched is not None and self.is_untouched():
            return
        now = integrity()
        replaced = sorted(name for name, value in self.whole.items() if not is_same(now.get(name), value))
        if replaced:
            self.problem(place + ' replaced ' + ', '.join(replaced))
            self.whole = now
        self.is_untouched = standing()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector):
        # What is replaced while tests are loaded may be put back before the first of them has run.
        yield
        self.compare(collector.nodeid)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, session, config, items):
        yield
        last, counts = {}, {}
        for at, item in enumerate(items):
            file = self.file_of(item)
            last[file] = at
            counts[file] = counts.get(file, 0) + 1
        for file, at in sorted(last.items(), key=lambda one: -one[1]):
            parent = items[at]
            while not isinstance(parent, pytest.File) and parent.parent is not None:
                parent = parent.parent
            items.insert(at + 1, Canary.from_parent(parent, name=self.name))
        for file in last:
            self.send({'kind': 'begin', 'file': file, 'tests': counts[file]})
        self.left = {file: counts[file] + 1 for file in last}
        self.codes = {item: code_of(item) for item in items}

    def pytest_exception_interact(self, node, call, report):
        if isinstance(node, pytest.Collector):
            file = self.file_of(node)
            self.send({'kind': 'test', 'path': [file], 'file': file, 'outcome': 'failed', 'cause': 'load'})

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        if self.lines is not None:
            self.lines.begin(self.file_of(item))
        state = self.states[item] = {'phases': [], 'failed': None, 'raised': None, 'outcome': None}
        self.caught.begin(item)
        yield
        state['caught'] = self.caught.end()
        if self.lines is not None:
            self.lines.begin(None)
        self.tell(item, state)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        own, state = pyfuncitem.obj, self.states.get(pyfuncitem)
        if state is None or inspect.iscoroutinefunction(own) or inspect.isasyncgenfunction(own):
            yield
            return
        @functools.wraps(own)
        def watched(*words, **names):
            try:
                return own(*words, **names)
            except BaseException as error:
                state['raised'] = error
                raise
        pyfuncitem.obj = watched
        yield
        pyfuncitem.obj = own

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        error = None if call.excinfo is None else call.excinfo.value
        when, state = call.when, self.states.get(item)
        report = (yield).get_result()
        if state is None:
            return
        # A test of unittest keeps its exception to itself until here.
        if error is None and call.excinfo is not None:
            error = call.excinfo.value
        raised, state['raised'] = state['raised'], None
        expected = hasattr(report, 'wasxfail')
        state['phases'].append(when)
        if raised is not None and error is None and not isinstance(raised, (Skipped, Exit)):
            self.problem('something caught what ' + item.nodeid + ' raised')
        if report.failed or (expected and report.passed) or (error is not None and report.passed):
            if state['failed'] is None:
                state['failed'] = 'error' if error is None else cause_of(error, self.roots)
            if error is not None and report.passed and not expected:
                self.problem(item.nodeid + ' failed and was reported as passed')
        elif expected:
            state['outcome'] = 'todo'
        elif report.skipped and state['outcome'] != 'todo':
            state['outcome'] = 'skipped'
        elif not report.passed:
            self.problem(item.nodeid + ' was reported as ' + repr(report.outcome))
        elif when == 'call' and state['outcome'] is None:
            state['outcome'] = 'passed'

    def tell(self, item, state):
        file, setups = self.file_of(item), state['phases'].count('setup')
        if setups > 1:
            self.problem(item.nodeid + ' was tried again')
        self.compare(item.nodeid)
        if self.tracers:
            self.problem(item.nodeid + ' was traced by ' + ', '.join(sorted(set(self.tracers))))
            self.tracers.clear()
        if code_of(item) is not self.codes.get(item):
            self.problem(item.nodeid + ' is not the test that was loaded')
        if state['phases'][-1:] != ['teardown'] and state['failed'] is None:
            self.problem(item.nodeid + ' did not end')
        if isinstance(item, Canary):
            self.send({'kind': 'canary', 'file': file, 'failed': state['failed'] == 'assertion'})
        else:
            names = [node.name for node in item.listchain() if not isinstance(node, (pytest.File, pytest.Session)) and not is_place(node)]
            line = {'kind': 'test', 'path': [name for name in names if name != '()'], 'file': file, 'outcome': 'failed' if state['failed'] else state['outcome'] or 'skipped'}
            if line['outcome'] == 'passed' and state['caught']:
                line['caught'] = state['caught']
            self.send({**line, 'cause': state['failed']} if state['failed'] else line)
        self.left[file] -= 1
        if self.left[file] == 0:
            self.send({'kind': 'finish', 'file': file})

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        stopped = session.shouldstop or session.shouldfail
        yield
        if stopped:
            self.problem('the run was stopped: ' + str(stopped))
        if self.lines is not None:
            for line in self.lines.told(set(getattr(self, 'left', {}))):
                self.send(line)


def is_place(node):
    """Folders and packages are part of the path of the file already."""
    return type(node).__name__ in ('Dir', 'Directory', 'Package', 'Instance') or isinstance(node, pytest.Package)


class Lines:
    """Which lines of the tree each file of tests runs through. What runs while files are loaded counts for all of them."""
    def __init__(self, roots):
        self.roots, self.seen, self.now = roots, {}, None
        self.known = {}
        threading.settrace(self.enter)
        sys.settrace(self.enter)

    def begin(self, file):
        self.now = self.seen.setdefault(file, {})
        sys.settrace(self.enter)

    def place(self, name):
        if name.startswith('<'):
            return None
        path = os.path.abspath(name)
        inside = next((path[len(root):] for root in self.roots if path.startswith(root)), None)
        return inside if inside is not None and in_tree(path, self.roots) else None

    def enter(self, frame, event, value):
        name = frame.f_code.co_filename
        if name not in self.known:
            self.known[name] = self.place(name)
        place = self.known[name]
        if place is None:
            return None
        def line(frame, event, value):
            # An empty module runs through its line 0.
            if frame.f_lineno:
                self.now.setdefault(place, set()).add(frame.f_lineno)
            return line
        return line

    def told(self, files):
        sys.settrace(None)
        loading = self.seen.pop(None, {})
        for file, seen in self.seen.items():
            places = {place: sorted(seen.get(place, set()) | loading.get(place, set())) for place in {**seen, **loading}}
            yield {'kind': 'covered', 'file': file, 'lines': places}
        for folder, folders, names in os.walk('.'):
            folders[:] = [one for one in folders if not one.startswith('.') and one not in ('node_modules', 'venv', '__pycache__')]
            for place in (os.path.relpath(os.path.join(folder, name)) for name in names if name.endswith('.py')):
                if place not in files and os.path.basename(place) != 'conftest.py':
                    there = executable(place)
                    ran = there & set().union(loading.get(place, set()), *(seen.get(place, set()) for seen in self.seen.values()))
                    if there:
                        yield {'kind': 'measured', 'of': place, 'hit': sorted(ran), 'missed': sorted(there - ran)}


def executable(place):
    try:
        with open(place, 'rb') as file:
            waiting, found = [compile(file.read(), place, 'exec')], set()
    except (OSError, SyntaxError, ValueError):
        return set()
    while waiting:
        code = waiting.pop()
        found.update(line for _, _, line in code.co_lines() if line)
        waiting.extend(one for one in code.co_consts if isinstance(one, types.CodeType))
    return found


def main():
    order = json.loads(sys.stdin.buffer.read())
    key, write = order.pop('key').encode() + b' ', os.write
    os.set_inheritable(3, False)
    with open(os.devnull, 'rb') as nothing:
        os.dup2(nothing.fileno(), 0)
    encode = json.JSONEncoder().encode
    def send(line):
        rest = memoryview(b'\n' + key + encode(line).encode('utf-8', 'replace') + b'\n')
        while rest:
            rest = rest[write(3, rest):]
    kept, places = split_options(order['words'])
    witness = Witness(order, send)
    witness.before()
    always = ['--continue-on-collection-errors', '-o', 'cache_dir=/tmp/writ-cache']
    status = int(pytest.main([*kept, *always, *(order['only'] or places)], plugins=[witness]))
    send({'kind': 'done', 'status': status})
    return status


sys.exit(main())
`;

/** The witness's own part for pytest: one process, which says what it did as it does it. */
export const PYTEST_PROGRAM = String.raw`
const key = newKey();
const { canary, roots, words, only, coverage, here } = order;
let status = null;
let canaries = 0;
const hear = (text) => {
  let line;
  try { line = JSON.parse(text); } catch { return problem('a line of the plugin cannot be read'); }
  if (line.kind === 'canary') canaries += 1;
  if (line.kind === 'done') status = line.status;
  else say(line);
};
const input = JSON.stringify({ key, canary, roots, words, only, coverage, here });
const { exit, signal } = await run([order.program, '-I', '/writ/harness/pytest.py'], { key, input, hear });
if (signal !== null) problem('pytest was ended by ' + signal);
else if (status === null) problem('pytest was ended from within, with exit code ' + exit);
else if (status === 4) problem('pytest could not understand its options or its settings');
else if (exit !== status || ![0, 1, 5].includes(exit) || (exit === 0 && canaries > 0)) problem('pytest ended with ' + exit);
finish();
`;
