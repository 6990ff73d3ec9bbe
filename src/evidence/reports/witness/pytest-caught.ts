/**
 * The part of pytest's plugin that sees assertions fail, wherever the error goes from there: a product that calls a test
 * back may catch it. pytest and unittest put together what they say only where something was wrong, so that what does
 * that is asked; nothing is slower for assertions that hold.
 */
export const PYTEST_CAUGHT = String.raw`
class Caught:
    """What failed within the test that runs, and by which files of the tree it was called."""
    def __init__(self, roots):
        self.roots, self.claims, self.code = roots, [], None

    def watch(self):
        """Before anybody compares what pytest and unittest consist of: from then on this is what they are."""
        explain, form, frame = rewrite._format_explanation, unittest.TestCase._formatMessage, sys._getframe
        def explained(*words):
            self.failed(frame(1))
            return explain(*words)
        def formed(*words):
            self.failed(frame(1))
            return form(*words)
        rewrite._format_explanation, unittest.TestCase._formatMessage = explained, formed
        for name, owner in (('_pytest.python_api', 'RaisesContext'), ('_pytest.raises', 'RaisesExc')):
            self.watch_raises(getattr(sys.modules.get(name), owner, None))

    def watch_raises(self, owner):
        """What comes to somebody who waits for it was not caught on its way."""
        if owner is None:
            return
        leave, frame = owner.__exit__, sys._getframe
        def left(context, kind, error, trace):
            at, by = trace, self.place(frame(1))
            while at is not None:
                for claim in self.claims:
                    # The change may wait for anything; what counts is the test.
                    claim['expected'] = claim['expected'] or (claim['frame'] is at.tb_frame and claim['at'] == by)
                at = at.tb_next
            return leave(context, kind, error, trace)
        owner.__exit__ = left

    def begin(self, item):
        self.claims, self.code = [], code_of(item)

    def place(self, frame):
        path = os.path.abspath(frame.f_code.co_filename)
        if frame.f_code.co_filename.startswith('<') or not in_tree(path, self.roots):
            return None
        return next(path[len(root):] for root in self.roots if path.startswith(root))

    def failed(self, frame):
        at, stands, through, reached, expected, awaits = None, None, [], False, False, False
        while frame is not None and not reached:
            place = self.place(frame)
            if place is not None:
                expected, awaits = expected or (awaits and place == at), False
            if place is not None and at is None:
                at, stands = place, frame
            elif place is not None and place != at and place not in through:
                through.append(place)
            elif at is not None and frame.f_code.co_name == 'handle' and frame.f_globals.get('__name__') == 'unittest.case':
                awaits = True
            reached = self.code is not None and frame.f_code is self.code
            frame = frame.f_back
        if at is None or (reached and not through) or len(self.claims) > 500:
            return
        self.claims.append({'at': at, 'through': through, 'expected': expected, 'frame': stands})
        sys.setprofile(self.came_back)

    def came_back(self, frame, event, value):
        """Only where something failed: what is called again may hold by now, as where somebody tries again."""
        if event != 'return':
            return
        for claim in self.claims:
            if frame.f_code is claim['frame'].f_code and not any(frame is one['frame'] for one in self.claims):
                claim['expected'] = True

    def end(self):
        if self.claims:
            sys.setprofile(None)
        told = []
        for claim in self.claims:
            one = {name: claim[name] for name in ('at', 'through', 'expected')}
            if one not in told and (one['through'] or not one['expected']):
                told.append(one)
        self.claims, self.code = [], None
        return told
`;
