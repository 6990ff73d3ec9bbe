/** What a line has in it, and in which files it is a sign of something. `native`: what is compiled beneath another language. */
export type Sign = { readonly in: 'product' | 'everywhere' | 'tests' | 'native'; readonly of: RegExp };

/** A kind of sign, as the middle of a sentence: “src/a.ts:7 …: what was found”. */
export type SignKind = { readonly says: string; readonly signs: readonly Sign[] };

const inProduct = (...all: readonly RegExp[]): readonly Sign[] => all.map((of) => ({ in: 'product', of }));
const everywhere = (...all: readonly RegExp[]): readonly Sign[] => all.map((of) => ({ in: 'everywhere', of }));
const inNative = (...all: readonly RegExp[]): readonly Sign[] => all.map((of) => ({ in: 'native', of }));
const inTests = (...all: readonly RegExp[]): readonly Sign[] => all.map((of) => ({ in: 'tests', of }));

/**
 * Signs of lines that were added which a person has to look at, whatever the tests say: a test cannot notice them, for
 * they are about the test itself. Read by lines, so that they need no grammar and hold for every strictness; what is
 * hidden well enough is not found by them.
 */
export const SIGNS: readonly SignKind[] = [
  {
    says: 'asks whether tests run it',
    signs: inProduct(
      // Variables by which runners make themselves known, and what ours sets.
      /\b(?:NODE_TEST_(?:CONTEXT|WORKER_ID)|NODE_V8_COVERAGE|NODE_(?:CHANNEL_FD|UNIQUE_ID)|COVERAGE_(?:PROCESS_START|RUN)|COV_CORE_[A-Z]+|VITEST(?:_(?:WORKER_ID|POOL_ID|MODE))?|JEST_WORKER_ID|MOCHA_(?:WORKER_ID|COLORS)|PYTEST_(?:CURRENT_TEST|VERSION|XDIST_\w+|PLUGINS|ADDOPTS)|RUST_TEST_[A-Z]+|NEXTEST(?:_[A-Z_]+)?|GOCOVERDIR|WRIT_(?:WITNESS|COVERAGE|CIRCUS))\b|\/writ\/(?:work|harness)\b/u,
      /\b(?:NODE_ENV|APP_ENV|RAILS_ENV|ENV(?:IRONMENT)?)\b.{0,20}['"`]test(?:ing)?['"`]/u,
      /(?:process\.env(?:\.|\[['"])|environ(?:\.get\(|\[)['"]|[Gg]et[Ee]nv\(['"]|env::var\(")CI\b/u,
      /\{[^}]*\b(?:CI|NODE_ENV|NODE_TEST_CONTEXT|VITEST|JEST_WORKER_ID)\b[^}]*\}\s*=\s*(?:process\.)?env\b|\benv::var(?:_os)?\(\s*"CARGO_\w+"|\boption_env!\(/u,
      // What is so where checks run, and hardly anywhere else: no git folder, and small numbers of processes.
      /\b(?:exists(?:Sync)?|access(?:Sync)?|statSync|isdir|is_dir|Stat|metadata)\(\s*['"`](?:\.\/)?\.git\b|\bPath(?:::new)?\(\s*['"]\.git['"]\s*\)|\b(?:process\.pid|os\.[gG]etpid\(\)|process::id\(\))\s*(?:[<>%]|[!=]==?)/u,
      // Names that are put together, and a look through all of them.
      /(?:process\.env|os\.environ)\[[^\]]*\+|os\.environ\.get\([^)]*\+|\b(?:for|any|some|find|filter|keys|entries)\b.*(?:process\.env\b(?![.[])|os\.environ\b(?!\[|\.(?:get|pop|setdefault)\b))/u,
      /\bimport\.meta\.(?:vitest|jest)\b|\b(?:globalThis|global|window|self)\s*(?:\?\.|\.|\[\s*['"`])(?:expect|describe|it|test|jest|vi|mocha|beforeEach|before|__vitest\w*|__jest\w*)\b|\btypeof\s+(?:describe|it|test|expect|jest|vi|mocha|suite|beforeEach)\b/u,
      /\b(?:process\.(?:argv|execArgv|title|ppid|mainModule)|sys\.(?:orig_)?argv|os\.Args)\b.*(?:test|spec|runner|--import)|\bprocess\.(?:execArgv|ppid)\b|\bsys\.orig_argv\b/iu,
      /\bsys\.(?:modules|_current_frames|gettrace|getprofile)\b|\brequire\.cache\b|\b(?:require|module)\.(?:main|parent)\b.*(?:test|jest|mocha)/u,
      /\bflag\.Lookup\(\s*"test\.|\btesting\.(?:Testing|Short|Verbose|CoverMode)\(|\bcfg!?\(\s*(?:not\(\s*|any\(\s*|all\(\s*)*test\b(?<!#\[cfg\(test)/u,
      // What only tests are run with, in, by or from: globals of runners, their files, threads and processes of their own.
      /\b__(?:vitest|vite_ssr|jest|mocha)\w*|\bimport\.meta\.env\.(?:MODE|TEST)\b.{0,20}['"`]test|\benv\[.*(?:\+|\.join\(|\.concat\(|fromCharCode|\batob\()/u,
      /\bexpect\.(?:getState|setState|extend|addEqualityTesters|addSnapshotSerializer)\b|\bjest\.\w+|\bvi\.(?:fn|mock|isFakeTimers|isMockFunction|setSystemTime|getMockedSystemTime)\b|\btry\s*\{\s*(?:if\s*\(\s*)?(?:it|test|describe|suite|expect|jest|vi|mocha)\b\s*[;)}]/u,
      /\bisMainThread\b|\bprocess\.(?:send|connected|channel)\b|['"`]\/writ\b|\b(?:vitest|jest|karma|playwright)\.(?:config|setup|workspace)\b|\bconftest\.py\b|\bpytest\.ini\b|\.mocharc\b|\bnode_modules\/(?:\.bin\/)?(?:vitest|jest|mocha)\b/u,
      /\bfrom\s+sys\s+import\b.*\bmodules\b|\(['"]sys['"]\)\.\w+|\bgetattr\(\s*sys\b|\bimport\s+__main__\b|\b__main__\.__\w+/u,
      // How long the process has been there, what keeps it there, what it has loaded, and what it was started with.
      /\bprocess\.uptime\(\)\s*[<>]|\b(?:performance\.now|time\.(?:process_time|perf_counter|monotonic)(?:_ns)?)\(\)\s*[<>]=?\s*\d|\b(?:TZ|LANG|LC_ALL)\b['"\])]*\s*[!=]==?/u,
      /\bprocess\.(?:moduleLoadList|report|getActiveResourcesInfo|_getActive\w+|rawListeners|listeners|listenerCount|eventNames|getBuiltinModule)\b|\b(?:executionAsyncId|triggerAsyncId)\(|(?<!\b(?:import\.meta|__filename)\b.*)\bprocess\.argv(?:\[1\]|\.at\(1\))(?!.*\b(?:import\.meta|__filename)\b)|\[\s*,\s*\w[^\]]*\]\s*=\s*process\.argv\b/u,
      /\bsys\.(?:meta_path|path_hooks|path_importer_cache|flags|excepthook)\b|\btype\(\s*sys\.std|\bsys\.argv\[0\].*(?:[=!]=|\bin\b|swith\(|\[-)|\blen\(\s*sys\.argv\[0\]|\b__(?:debug|loader|spec)__\b|\bwarnings\.filters\b/u,
      /(?<!(?:[pP]rint|[uU]sage).*)\bos\.Args\[0\]|\bdebug\.ReadBuildInfo\(|\bruntime\.NumGoroutine\(\)\s*[<>=!]|\bflag\.(?:NFlag|Parsed)\(|\bcfg!?\(\s*(?:not\(\s*)?(?:overflow_checks|panic|miri)\b/u,
      /\bos\.Executable\(|\bflag\.(?:CommandLine\.(?:Lookup|Visit)|Visit)|\bthread::current\(\)\s*\.name\(|\bcurrent_exe\(|\bcfg!?\(\s*(?:not\(\s*)?debug_assertions\b/u,
    ),
  },
  {
    says: 'looks into its tests',
    signs: inProduct(
      /\b(?:readFile(?:Sync)?|createReadStream|openSync|open|read_text|Path|ReadFile|Open|include_(?:str|bytes)!|read_to_string|require|import|readdir(?:Sync)?|glob(?:Sync)?|URL)\(.*(?:\b__(?:tests|snapshots)__\b|\b(?:tests?|specs?)\/|[._-](?:test|spec)s?\.|\btest_\w+\.py\b|_test\.(?:go|rs|py)\b)/u,
      /\bfrom\s*['"`][^'"`]*(?:\b__tests__\b|\b(?:tests?|specs?)\/|[.](?:test|spec)\b)|^\s*from\s+\.*tests?[.\s]/u,
    ),
  },
  {
    says: 'asks who calls it',
    signs: inProduct(
      /\bnew\s+\w*Error\([^)]*\)\s*\??\.stack\b|\bError\.(?:prepareStackTrace|stackTraceLimit)\b|\bgetCallSites?\(|\bError\.captureStackTrace\((?!\s*this\b)|\{\s*stack\b[^}]*\}\s*=\s*(?:new\s+\w*Error|\w*[eE]rr)|\.stack\b.{0,20}\.(?:includes|match|split|search)\(|\barguments\.callee\b|\bFunction\.prototype\.caller\b/u,
      /\bsys\._getframe\b|\bsys\.(?:settrace|setprofile|monitoring)\b|\binspect\.(?:stack|currentframe|getouterframes|getframeinfo)\b|\btraceback\.(?:extract_stack|format_stack|walk_stack|print_stack)\b|\b[fg]_?(?:back|globals)\b\s*[[.]|\.(?:tb_frame|f_back|f_code)\b/u,
      /\bruntime\.(?:Callers?|CallersFrames|Stack)\(|\bdebug\.(?:Stack|PrintStack)\(|\bBacktrace::(?:capture|force_capture|new)\b/u,
    ),
  },
  {
    says: 'loads what tests are run with',
    signs: inProduct(
      /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"`](?:node:test(?:\/\w+)?|vitest(?:\/\w+)?|@vitest\/\w+|@jest\/\w+|jest[\w-]*|mocha|chai|expect)['"`]/u,
      /^\s*(?:async\s+)?def\s+pytest_\w+\(|\bhookimpl\b|^\s*pytest_plugins\s*=|\bSymbol\.for\(\s*['"`](?:\$\$jest|expect-global)/u,
      /^\s*(?:import|from)\s+(?:_?pytest|unittest|pluggy|_pytest\.\w+|doctest)\b|\bimport_module\(['"](?:_?pytest|unittest)/u,
      /^\s*(?:import\s+)?(?:\w+\s+)?"(?:testing|testing\/\w+|os\/signal_test|github\.com\/stretchr\/testify\/\w+)"\s*$/u,
    ),
  },
  {
    says: 'says itself what it is equal to, so that a test that compares asks it',
    signs: inProduct(
      /\bdef\s+__(?:eq|ne|lt|le|gt|ge|rsub|abs|round|bool|class|contains|instancecheck|subclasscheck|getattribute)__\b|\b__(?:eq|ne)__\s*=|\bsetattr\([^)]*['"]__\w+__['"]|['"]__(?:eq|ne|lt|le|gt|ge)__['"]/u,
      /\basymmetricMatch\b|\bjest\.asymmetricMatcher\b|\bSymbol\.(?:toPrimitive|hasInstance)\b|\bvalueOf\s*(?:\(\s*\)\s*\{|[:=]\s*(?:\(\s*\)\s*=>|function))/u,
      /\bnew\s+Proxy\(/u,
      /\[Symbol\.(?:asyncI|i)terator\]\s*(?:=(?![=>])|\(\s*\)\s*\{\s*\})|\bSymbol\.(?:species|isConcatSpreadable)\b/u,
      /(?:\breturn|=>|[?:])\s*(?:Number\.)?NaN\b|\bfloat\(\s*['"]nan\b|\bmath\.(?:nan\b|NaN\(\))|\bf(?:32|64)::NAN\b/iu,
      // The same text or value whatever it holds; whoever puts together what it holds means it.
      /\bto(?:JSON|String)\b\s*[=:]?\s*\(\s*\)\s*(?:=>|\{\s*return)\s*(?:['"\d]|`[^$`]*`)/u,
      /\bfunc\s+\([^)]*\)\s+(?:Equal|Is|As|Compare|Cmp)\(|\bimpl(?:<[^>]*>)?\s+Partial(?:Eq|Ord)\b/u,
    ),
  },
  {
    // A test that waits for such a value, or hands it on, goes on only where that says so.
    says: 'decides itself whether whoever waits for it goes on',
    signs: inProduct(
      /(?:^|[{,(]|\basync)\s*['"`]?then['"`]?\s*(?:\([^)]*\)\s*\{|:\s*(?:async\b|function\b|\(|\w+\s*=>))/u,
    ),
  },
  {
    // Nobody writes a word so whose name may be read.
    says: 'puts a word together from pieces',
    signs: inProduct(/(['"`])\w{1,12}\1\s*\+\s*(['"`])\w{1,12}\2/u),
  },
  {
    says: 'is built, or right, on one kind of machine alone, and the checks saw no other',
    signs: inProduct(
      /^\s*\/\/(?:go:build\b|\s*\+build\b).*/u,
      /\b(?:process\.platform|sys\.platform|runtime\.GOOS|platform\(\)|system\(\))\b.{0,20}['"`]linux|\btarget_os\s*=\s*"linux"/iu,
    ),
  },
  {
    says: 'does something where it only seems to make sure, and that is left out elsewhere',
    signs: inProduct(
      /\bdebug_assert(?:_eq|_ne)?!\(.*(?:[^=!<>]=(?![=>])|\{|\.(?:push\w*|insert|pop\w*|remove|fetch_\w+|set|next)\()/u,
      /^\s*assert\b.*(?::=|\.(?:append|add|pop|update|extend|remove|setdefault|insert|write|clear)\()/u,
    ),
  },
  {
    says: 'changes what everything else is made of',
    signs: inProduct(
      /\b(?:Object|Array|String|Number|Boolean|Function|Promise|Map|Set|Date|RegExp|Error|Symbol|Reflect|Math|JSON|process|console)(?:\.prototype)?(?:\.(?!exitCode\b)\w+|\[[^\]]+\])\s*=(?![=>])/u,
      /\b(?:Object\.(?:defineProperty|defineProperties|assign|setPrototypeOf)|Reflect\.(?:set|defineProperty))\(\s*(?:globalThis|global|process|(?:Object|Array|String|Number|Function|Promise|Map|Set|Date|RegExp|Error|Math|JSON)(?:\.prototype)?)\s*,/u,
      /\{[^}]*\bprototype\b[^}]*\}\s*=\s*(?:RegExp|Math|Date|String|Number|Array|Object|Promise|Map|Set|Function)\b|=\s*(?:RegExp|Date|String|Number|Array|Promise|Map|Set|Function)\.prototype\s*;/u,
      /\bModule\.(?:_load|_resolveFilename|_extensions|prototype\.require)\b|\bregisterHooks\(|\bmodule\.register\(|\bsyncBuiltinESMExports\b|\b__define[GS]etter__\b|\b(?:node:)?inspector(?:\/promises)?['"`]|\bctypes\b/u,
      /\b(?:globalThis|global|window|self)\s*(?:\.\s*|\[\s*['"`])(?:Date|set(?:Timeout|Interval|Immediate)|queueMicrotask|fetch|Promise|Math|JSON|Object|Array|String|Number|Map|Set|Error|RegExp|Symbol|Reflect|Proxy|crypto|performance|Intl|URL|Response|Request|process|console|structuredClone|Buffer)\b['"`]?\s*\]?\s*=(?![=>])/u,
      /^\s*(?:math|time|datetime|decimal|random|os|json|re|functools|itertools|statistics|collections|copy|inspect)(?:\.\w+)+\s*=(?!=)|\bsetattr\(\s*(?:math|time|datetime|decimal|random|os|json|re|functools|statistics|collections|copy)\b/u,
      // What a crate calls like an assertion of Rust's own is taken for it wherever its name is known.
      /\bmacro_rules!\s*(?:debug_)?(?:assert(?:_eq|_ne)?|panic)\b|\bas\s+(?:assert(?:_eq|_ne)?|panic)\b/u,
      /\bprocess\.(?:reallyExit|binding)\b|\bimport\s+builtins\b|\bbuiltins\.\w+\s*=|\b__builtins__\b|\bos\._exit\(|\bgc\.get_(?:objects|referrers)\b|\b__code__\s*=/u,
    ),
  },
  {
    // Code that runs before the runner does, or beneath it, can say in its name what it likes.
    says: 'reaches for the process that tests run in',
    signs: [
      ...inProduct(
        /#!?\[(?:unsafe\s*\(\s*)?(?:no_main|link_section|ctor)\b|\b(?:pre)?init_array\b|\bcfg_attr\([^)]*\btest\b.*\b(?:path\s*=|no_main|test_runner|feature\b)|\btest_runner\(/u,
        /\bexport_name\s*=|\bextern\s+"[\w-]+"\s+fn\s+(?:main|_start|write|writev|read|exit|_exit|abort|mem\w+|bcmp|str\w*cmp|pthread_\w+)\b|\bgo:linkname\b/u,
        /\b(?:dup[23]|atexit|_exit|ptrace|process_vm_\w+)\s*\(|\bfrom_raw_fd\(\s*[0-3]\s*\)|\bos\.NewFile\(\s*[0-3]\b|\bsyscall\.(?:Dup[23]?|Read|Write|Exit|RawSyscall6?|Syscall6?)\(|\/dev\/fd\b|\/proc\/self\b/u,
        // Node hands over the test within which something runs, and so it does with what carries its report.
        /\bexecutionAsyncResource\b|\brunInAsyncScope\s*=(?!=)|\b(?:Default)?(?:Des|S)erializer\b.*\bprototype\b|\bprocess\.stdout\.\w+\s*=(?![=>])/u,
        // What Go lets C and its own assembler do is beyond what it says of itself: who adds it can read the key.
        /^\s*(?:import\s+)?"C"\s*$|^\s*\/\/go:(?:linkname|cgo_\w+)\b/u,
      ),
      ...inNative(
        /\b__attribute__\s*\(\(.*\b_{0,2}constructor\b|\[\[\s*gnu::constructor\b|\.(?:pre)?init_array\b|\b(?:_?_exit|syscall|dup[23]|ptrace|process_vm_\w+)\s*\(|\b(?:read|write)\s*\(\s*[0-3]\s*,/u,
        /\b(?:testing|runtime|os|syscall)·\w+|\bSYSCALL\b|\bsyscall\b|\bsvc\b/u,
      ),
    ],
  },
  {
    // A macro may make of a test what it likes, and so may whatever runs before the tests of its package.
    says: 'writes code while it is built, that of tests too',
    signs: inProduct(
      /\bproc_macro(?:_attribute|_derive|_error|2)?\b|\bTokenStream\b|\bparse_macro_input!|\bquote(?:_spanned)?!/u,
    ),
  },
  {
    says: 'runs before every test of its package',
    signs: inTests(/^\s*func\s+(?:TestMain\s*\(|init\s*\(\s*\))/u),
  },
  {
    says: 'silences a checker',
    signs: everywhere(
      /(?:eslint|oxlint|tslint|biome|stylelint|standard|jshint)-(?:disable|ignore)[\w-]*|@ts-(?:ignore|nocheck|expect-error)\b|\bbiome-ignore\b|\bdeno-lint-ignore\b/u,
      /#\s*(?:noqa|type:\s*ignore|pylint:\s*disable|mypy:\s*ignore|pyright:\s*ignore|pragma:\s*no\s*cover|nosec)\b/iu,
      /\b(?:istanbul|c8|v8|node:coverage)\s+(?:ignore|disable)\b/u,
      /\/\/\s*nolint\b|#!?\[(?:allow|expect)\(|#\[coverage\(off\)\]|@SuppressWarnings\b/u,
    ),
  },
  {
    // What looks like a comment is code in some of these.
    says: 'is written in an encoding of its own',
    signs: everywhere(
      /^\uFFFD\uFFFD|\0[^\0]\0/u,
      /^\s*#.*\bcoding[:=]\s*(?!utf-?8\b|utf_8\b|ascii\b|latin[-_]?1\b|iso[-_]8859[-_]1\b)\S+/iu,
    ),
  },
  {
    says: 'names a map of its lines, or another file as its own name',
    signs: everywhere(/\/[/*][#@]\s+source(?:Mapping)?URL\s*=/u),
  },
  {
    says: 'reads the text of what it tests, and not only what it does',
    signs: inTests(
      /\b(?:readFile(?:Sync)?|createReadStream|openSync|open|read_text|Path|ReadFile|include_str!)\(.*(?:\bsrc\b|\blib\b|\.(?:[cm]?[jt]sx?|py|go|rs)['"`])/u,
      /\binspect\.getsource\w*\(|\b__code__\b|\bFunction\.prototype\.toString\b|\b(?:git|sha\d+sum)\b.*\b(?:rev-parse|diff|log|show|src)\b|\b(?:stat|lstat|statSync|getmtime)\(.*(?:\bsrc\b|\.(?:[cm]?[jt]sx?|py|go|rs)['"`])/u,
      /\b(?:existsSync|access(?:Sync)?|exists|isfile|is_file|readdir(?:Sync)?|glob(?:Sync)?|listdir|scandir|Stat|Glob)\(.*(?:\bsrc\b|\blib\b|\.(?:[cm]?[jt]sx?|py|go|rs)['"`])/u,
    ),
  },
  {
    says: 'changes for its tests what everything else is made of, or how modules are loaded',
    signs: inTests(
      /\b(?:Object|Array|String|Number|Boolean|Function|Promise|Map|Set|Date|RegExp|Error|Symbol)\.prototype(?:\.\w+|\[[^\]]+\])\s*=(?![=>])|\b(?:assert|expect)(?:\.\w+)*\.\w+\s*=(?![=>])/u,
      /\b(?:module\.)?register(?:Hooks)?\(\s*(?:['"`]\.|new URL\(|import\.meta|\{)|\bModule\.(?:_load|_resolveFilename|_extensions|prototype\.require)\s*=|\brequire\.(?:cache\[|extensions\[)|\b(?:proxyquire|esmock|rewiremock)\b.*\(/u,
      /^\s*(?:async\s+)?def\s+pytest_\w+\(|^\s*pytest_plugins\s*=|\bsys\.meta_path\b|\bimportlib\.(?:reload|machinery)\b|\bbuiltins\.\w+\s*=(?!=)/u,
    ),
  },
  {
    says: 'lets chance or the hour decide',
    signs: inTests(
      /\b(?:assert\w*|expect|if|return|t\.(?:Error|Fatal)f?)\b.*(?:\bMath\.random\(|\brandom\.(?:random|choice|randint|getrandbits)\(|\brand\.(?:Int|Float)\w*\(|\brand::random\b|\bDate\.now\(\)\s*%|\btime\.time\(\)\s*%)/u,
    ),
  },
  {
    says: 'brings along what its tests run in',
    signs: everywhere(/@(?:jest|vitest)-environment\s+(?!node\b|jsdom\b|happy-dom\b|edge-runtime\b)\S+/u),
  },
  {
    says: 'lets a test be left out',
    signs: inTests(
      /\b(?:it|test|describe|suite|bench|context|specify)(?:\.\w+)*\.(?:skipIf|runIf|skip|only|todo|fails|failing)\b|\b(?:xit|xtest|xdescribe|fit|fdescribe)\s*\(|\b(?:skip|todo|fails)\s*:\s*(?!false\b)\S+|\b(?:t|this|ctx|context)\.(?:skip|todo)\(/u,
      /\bpytest\.(?:mark\.(?:skip|skipif|xfail)|skip|xfail|importorskip)\b|\bunittest\.(?:skip\w*|expectedFailure)\b|\bself\.skipTest\(|\bSkipTest\b|\b__test__\s*=\s*False\b|\bcollect_ignore(?:_glob)?\b/u,
      /\bt\.Skip(?:f|Now)?\(|^\s*#\[ignore\b|#\[should_panic\b/u,
    ),
  },
];
