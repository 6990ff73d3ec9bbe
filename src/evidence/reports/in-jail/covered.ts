/**
 * Which lines a process of tests ran through, as text for the programs inside the jail. V8 counts blocks; where a
 * transform stood between, its source map leads back to the lines of the file itself. What a file says of itself, in a
 * comment, is not asked: neither what it is called nor where a map of it is. `openCoverage` has to be called before the
 * code in question is loaded.
 */
export const COVERED = String.raw`
const openCoverage = () => {
  const { Session } = process.getBuiltinModule('node:inspector');
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  const { dirname, resolve } = process.getBuiltinModule('node:path');
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const { parse: parseText } = JSON;
  const TREE = process.cwd() + '/';
  const session = new Session();
  session.connect();
  const ask = (method, params) => {
    let answer;
    session.post(method, params, (error, found) => { if (error === null) answer = found; });
    return answer;
  };
  ask('Profiler.enable');
  ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

  const pathOf = (url) => (url.startsWith('file:') ? fileURLToPath(url) : url).split('?')[0];
  const inTree = (path) => path.startsWith(TREE) && !path.includes('/node_modules/');
  /** How often each character ran: of the blocks around one, the innermost counts. */
  const paint = (length, functions) => {
    const counts = new Uint8Array(length);
    const ranges = functions.flatMap(({ ranges: own }) => own).sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
    for (const { startOffset, endOffset, count } of ranges) counts.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    return counts;
  };
  const startsOf = (source) => {
    const starts = [0];
    for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  };
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  /** The segments of a source map: line and column of what ran, number of the source, line and column there. */
  const segmentsOf = function* (mappings) {
    let [source, original, place] = [0, 0, 0];
    let line = 0;
    for (const part of mappings.split(';')) {
      let column = 0;
      for (const text of part.split(',')) {
        const numbers = [];
        let [value, shift] = [0, 0];
        for (const letter of text) {
          const digit = DIGITS.indexOf(letter);
          value |= (digit & 31) << shift;
          shift += 5;
          if ((digit & 32) === 0) {
            numbers.push(value & 1 ? -(value >> 1) : value >> 1);
            [value, shift] = [0, 0];
          }
        }
        if (numbers.length === 0) continue;
        column += numbers[0];
        if (numbers.length < 4) continue;
        source += numbers[1];
        original += numbers[2];
        place += numbers[3];
        yield [line, column, source, original, place];
      }
      line += 1;
    }
  };
  const readMap = (url) => {
    const found = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url ?? '');
    if (found === null) return null;
    try {
      return parseText(found[1] === undefined ? decodeURIComponent(found[2]) : Buffer.from(found[2], 'base64').toString('utf8'));
    } catch {
      return null;
    }
  };
  const WRAPPED = /^\(\{"Object\.<anonymous>":function\([^)]*\)\{/;
  const WRAPPED_END = /\n\}\}\);$/;
  /** A file that names a map in a comment: V8 takes it for the map of what ran, and transforms build theirs upon it. */
  const NAMES_MAP = /\/[/*][#@]\s+source(?:Mapping)?URL\s*=/;
  /** The file as it lies in the tree; null where there is none: what is made up has no lines that could be counted. */
  const lying = (path) => {
    try {
      return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    } catch {
      return null;
    }
  };
  const squeezed = (text) => text.replace(/[\s;()]/g, '');
  const isWithin = (few, many) => {
    let at = 0;
    for (let next = 0; next < many.length && at < few.length; next += 1) if (many[next] === few[at]) at += 1;
    return at === few.length;
  };
  /** Node blanks types and leaves everything else in its line; at the end it says what the file is called. */
  const isBlanked = (path, source, file) => {
    if (!/\.[mc]?ts$/.test(path)) return false;
    const [lines, own] = [source.replace(/\n\n\/\/# sourceURL=[^\n]*$/, '').split('\n'), file.split('\n')];
    return lines.length === own.length && lines.every((line, at) =>
      line.trim() === own[at].trim() || (line.trim() === '' || squeezed(line) !== '') && isWithin(squeezed(line), squeezed(own[at])));
  };
  /** Where in what ran the file itself begins, which ran as it lies there; -1 where a transform stood between. */
  const asItLies = (path, source, file) => {
    const wrapped = WRAPPED.exec(source)?.[0].length ?? 0;
    if (source.replace(/^\uFEFF/, '') === file || isBlanked(path, source, file)) return 0;
    return wrapped > 0 && source.slice(wrapped).replace(WRAPPED_END, '') === file ? wrapped : -1;
  };

  /** Path below the tree → lines that ran, and lines that did not. mapOf gives a source map that is not in the code. */
  return (mapOf = () => undefined) => {
    const { result } = ask('Profiler.takePreciseCoverage');
    const scripts = new Map();
    session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params));
    ask('Debugger.enable');
    const ran = new Map();
    const blocks = new Map();
    const listIn = (map, key) => map.get(key) ?? map.set(key, []).get(key);
    /** Functions and blocks, but for the module's own. Where a transform stood between, those that its map leads back. */
    const addBlocks = (length, functions, placeOf) => {
      for (const { ranges: own } of functions) own.forEach(({ startOffset, endOffset, count }, at) => {
        if (at === 0 && startOffset === 0 && endOffset >= length) return;
        if (placeOf(own[0].startOffset, own[0].endOffset < length) === null) return;
        const [from, to] = [placeOf(startOffset, at === 0), placeOf(endOffset - 1, false)];
        if (from === null || to === null || from[0] !== to[0] || to[1] < from[1]) return;
        const block = [from[1], to[1] + 1, count > 0 ? 1 : 0, at === 0 ? 1 : 0];
        listIn(blocks, from[0]).push(block);
      });
    };
    const WIDEST = 100000;
    /**
     * Where a place in what ran stands in the file itself: the nearest segment before it in its line says so. A function
     * that a transform has put in begins at no segment, and where it is led to something else stands.
     */
    const leadBack = ({ source, starts, before, segments }) => (offset, isFunction) => {
      const line = starts.findIndex((start, at) => start <= offset && (starts[at + 1] ?? Infinity) > offset);
      const column = offset - starts[line] - (line === 0 ? before : 0);
      const nearest = (segments.get(line) ?? []).findLast((one) => one.column <= column);
      if (nearest === undefined) return null;
      const place = nearest.place + column - nearest.column;
      if (isFunction && nearest.column !== column && nearest.text[place] !== source[offset]) return null;
      return [nearest.name, nearest.line * WIDEST + place];
    };
    const add = (path, line, hit) => {
      if (!inTree(path)) return;
      const name = path.slice(TREE.length);
      const lines = ran.get(name) ?? new Map();
      ran.set(name, lines.set(line, lines.get(line) === true || hit));
    };
    /** Lines of which nobody can say whether they ran have not, and neither has the file as a function. */
    const addNothing = (path, file) => {
      file.split('\n').forEach((text, at) => { if (/\S/.test(text)) add(path, at + 1, false); });
      listIn(blocks, path.slice(TREE.length)).push([0, file.length, 0, 1]);
    };
    for (const { scriptId, functions } of result) {
      const { startColumn = 0, sourceMapURL, embedderName = '' } = scripts.get(scriptId) ?? {};
      const path = pathOf(embedderName);
      const file = inTree(path) ? lying(path) : null;
      if (file === null) continue;
      const source = ask('Debugger.getScriptSource', { scriptId })?.scriptSource ?? '';
      const counts = paint(source.length, functions);
      const starts = startsOf(source);
      const wrapped = asItLies(path, source, file);
      if (wrapped !== -1) {
        addBlocks(source.length, functions, (offset) => (offset < wrapped ? null : [path.slice(TREE.length), offset - wrapped]));
        const end = source.length - (wrapped === 0 ? 0 : WRAPPED_END.exec(source)?.[0].length ?? 0);
        starts.forEach((start, at) => {
          const from = at === 0 ? wrapped : start;
          const text = source.slice(from, Math.min(starts[at + 1] ?? end, end));
          const first = text.search(/\S/);
          if (first === -1) return;
          let hit = false;
          for (let offset = from + first; offset < from + text.trimEnd().length && !hit; offset += 1) hit = counts[offset] > 0;
          add(path, at + 1, hit);
        });
        continue;
      }
      const beside = mapOf(path);
      const map = NAMES_MAP.test(file) ? null : readMap(sourceMapURL) ?? (typeof beside === 'string' ? parseText(beside) : null);
      if (map === null) {
        addNothing(path, file);
        continue;
      }
      const before = startColumn < 0 ? -startColumn : (WRAPPED.exec(source)?.[0].length ?? 0);
      const segments = new Map();
      const texts = (map.sourcesContent ?? []).map((text) => (text ?? '').split('\n'));
      for (const [line, column, at, original, place] of segmentsOf(map.mappings)) {
        const name = map.sources[at];
        if (starts[line] === undefined || typeof name !== 'string') continue;
        const offset = starts[line] + column + (line === 0 ? before : 0);
        const from = resolve(dirname(path), map.sourceRoot ?? '', pathOf(name));
        // A map is of one file: no other one's lines ran because it says so.
        if (from !== path) continue;
        add(from, original + 1, counts[offset] > 0);
        listIn(segments, line).push({ column, name: from.slice(TREE.length), line: original, place, text: texts[at]?.[original] ?? '' });
      }
      addBlocks(source.length, functions, leadBack({ source, starts, before, segments }));
    }
    ask('Debugger.disable');
    session.disconnect();
    return [...ran].map(([of, lines]) => {
      const numbers = [...lines.keys()].sort((a, b) => a - b);
      return { of, hit: numbers.filter((line) => lines.get(line)), missed: numbers.filter((line) => !lines.get(line)), blocks: blocks.get(of) ?? [] };
    });
  };
};
`;
