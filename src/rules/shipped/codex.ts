import type { Rule } from '../rule.ts';
import { MIGRATIONS, NOT_IN_RUST_TESTS, ruleOf, SCRIPTS, syntax, text } from './rule-of.ts';

const LLM_MODULES = `openai @anthropic-ai/sdk anthropic @google/generative-ai @google/genai google.generativeai google.genai cohere
  cohere-ai @mistralai/mistralai mistralai ollama groq-sdk groq langchain @langchain/* langchain_* litellm @aws-sdk/client-bedrock-runtime
  async_openai github.com/openai/openai-go github.com/sashabaranov/go-openai github.com/anthropics/anthropic-sdk-go`;

const DATABASE_MODULES = `pg mysql mysql2 sqlite3 better-sqlite3 node:sqlite knex kysely drizzle-orm typeorm sequelize @prisma/client
  mongodb mongoose sqlalchemy psycopg psycopg2 asyncpg pymysql pymongo django.db database/sql gorm.io/gorm github.com/jmoiron/sqlx
  github.com/jackc/pgx sqlx diesel rusqlite tokio_postgres sea_orm`;

/** Statements of SQL: in capitals, or where nothing else is written like that. */
const SQL = String.raw`\bSELECT\b[^;]{1,200}?\bFROM\s+\S|\bselect\s+(?:\*|count\(|[\w.]+\s*,)[^;]{0,200}?\bfrom\s+\S|\b(?i:insert\s+into\s+\S+\s*(?:\(|values|select)|delete\s+from\s+\S+\s+where|update\s+\S+\s+set\s+\S+\s*=|(?:create|alter|drop)\s+table\s+\S)`;

const words = (list: string): readonly string[] => list.split(/\s+/u);

const LOGGED_SECRET = String.raw`\b(?:console|log|logger|logging|slog|tracing)(?:\.|::)\w+!?\([^)\n]*\b(?i:password|passwd|passphrase|secret|client_?secret|api_?key|access_?token|refresh_?token|private_?key)\b`;

/** How something that is left to do names where it is tracked: an id, a number, or an address. */
const TRACKED = String.raw`\b(?:TODO|FIXME|XXX)\((?:[A-Z][A-Z0-9]*-\d+|#\d+|https?://[^\s)]+)\)`;

const HOLLOW = String.raw`(?i)\b(?:placeholder|stub(?:bed)?|mock(?:ed)?|dummy|hollow|fake) (?:implementation|values?|data|response|code|logic|for now)\b|\b(?:not (?:yet )?implemented|to be implemented)\b`;

/** The ten kinds of the source document (S3-R82, CX-101..CX-110). */
export const CODEX: readonly Rule[] = [
  ruleOf({
    id: 'CX-101',
    says: 'Language models are called in one place.',
    why: 'Cost, limits and what is sent to a model can only be held where all of it comes by.',
    ...{ on: false, needs: 'exempt', waiver: 'never' },
    match: [
      { kind: 'imports', modules: words(LLM_MODULES) },
      text(
        String.raw`https://(?:api\.openai\.com|api\.anthropic\.com|generativelanguage\.googleapis\.com|api\.mistral\.ai)\b`,
        { place: 'strings' },
      ),
    ],
  }),
  ruleOf({
    id: 'CX-102',
    says: 'The database is reached, and SQL written, in one layer.',
    why: 'Another store, a migration or an audit is one change there, and a hunt everywhere else.',
    ...{ on: false, needs: 'exempt', waiver: 'never' },
    match: [
      { kind: 'imports', modules: words(DATABASE_MODULES) },
      text(String.raw`\bsqlx::query\w*`, { place: 'code', languages: ['rust'] }),
      text(SQL, { place: 'strings' }),
    ],
  }),
  ruleOf({
    id: 'CX-103',
    says: 'Errors have a type of their own.',
    why: 'Who catches it has to tell one error from another without reading its words.',
    ...{ on: false },
    match: [
      syntax(
        { any: [{ pattern: 'throw new Error($$$)' }, { pattern: 'throw Error($$$)' }] },
        { languages: SCRIPTS, bad: 'throw new Error("no");', mentions: ['throw'] },
      ),
      syntax(
        {
          kind: 'call_expression',
          all: [
            { has: { field: 'function', regex: String.raw`^(?:Promise\.)?reject$` } },
            { has: { field: 'arguments', regex: String.raw`^\(\s*(?:(?:new\s+)?Error\(|["'\x60])` } },
          ],
        },
        { languages: SCRIPTS, bad: 'Promise.reject(new Error("no"));', mentions: ['reject'] },
      ),
      syntax(
        { kind: 'throw_statement', has: { any: [{ kind: 'string' }, { kind: 'template_string' }] } },
        { languages: SCRIPTS, bad: 'throw "no";', mentions: ['throw'] },
      ),
      syntax(
        { kind: 'raise_statement', regex: String.raw`^raise (?:Exception|BaseException)\b` },
        { languages: ['python'], bad: 'raise Exception("no")', mentions: ['raise'] },
      ),
      syntax(
        {
          kind: 'call_expression',
          regex: String.raw`^(?:errors\.New|fmt\.Errorf)\((?:"(?:[^"%\\]|\\.|%[^w])*"|\x60(?:[^\x60%]|%[^w])*\x60)\s*[,)]`,
          // One that has a name in its package is one that can be told from another.
          inside: {
            any: [{ kind: 'function_declaration' }, { kind: 'method_declaration' }, { kind: 'func_literal' }],
            stopBy: 'end',
          },
        },
        {
          languages: ['go'],
          bad: 'package a\nfunc f() error {\n\treturn errors.New("no")\n}',
          mentions: ['errors.New', 'fmt.Errorf'],
        },
      ),
      syntax(
        {
          any: [
            { kind: 'macro_invocation', regex: '^(?:anyhow|bail)!' },
            {
              kind: 'call_expression',
              regex: String.raw`^Err\((?:String::from\(|format!|".*"\.(?:to_string|into|to_owned)\(\))`,
            },
            {
              kind: 'function_item',
              has: {
                field: 'return_type',
                regex: String.raw`\bResult<.*,\s*(?:String|&\s*(?:'static\s+)?str|Box<dyn [^>]*>)>$`,
              },
            },
          ],
          not: NOT_IN_RUST_TESTS,
        },
        {
          languages: ['rust'],
          bad: 'fn f() -> Result<(), String> { Err(String::from("no")) }',
          mentions: ['anyhow!', 'bail!', 'Err(', 'Result<'],
        },
      ),
    ],
  }),
  ruleOf({
    id: 'CX-104',
    says: 'No password, token or key is logged.',
    why: 'Logs are kept longer, and read by more people, than anything secret may be.',
    match: [text(LOGGED_SECRET, { place: 'code' })],
  }),
  ruleOf({
    id: 'CX-105',
    says: 'Behaviour changes together with its tests.',
    why: 'A change that no test notices can be taken back by the next one, and no test will notice either.',
    ...{ on: false, needs: 'scope' },
    match: [
      {
        kind: 'together',
        adds: null,
        needs: [
          'test/**',
          'tests/**',
          '**/test/**',
          '**/tests/**',
          '**/__tests__/**',
          '**/*.test.*',
          '**/*.spec.*',
          '**/*_test.*',
          '**/test_*.py',
        ],
      },
    ],
  }),
  ruleOf({
    id: 'CX-106',
    says: 'Whatever is left to do has an id: TODO(PROJECT-12), TODO(#12) or TODO(address).',
    why: 'What nobody tracks is never done, and nobody dares to remove it.',
    match: [
      text(String.raw`(?:^|//+|/?\*+|#+|<!--|[.;!?)] )!?[ \t]*(?:TODO|FIXME|XXX)\b`, {
        place: 'comments',
        unless: TRACKED,
      }),
    ],
  }),
  ruleOf({
    id: 'CX-107',
    says: 'No code for a future that nobody asked for.',
    why: 'It is read, tested and kept working by everybody, and used by nobody.',
    match: [
      text(
        String.raw`(?i)\b(?:for future use|reserved for (?:the )?future|future[- ]proof(?:ing)?|(?:we )?(?:might|may) need (?:this|it) later|just in case we need|for phase [2-9])\b`,
        { place: 'comments' },
      ),
      syntax(
        { any: [{ pattern: 'if (false) $A' }, { pattern: 'if (false) $A else $B' }] },
        { languages: SCRIPTS, bad: 'if (false) { a(); }', mentions: ['(false)'] },
      ),
      syntax(
        { kind: 'if_statement', regex: '^if (?:False|0):' },
        { languages: ['python'], bad: 'if False:\n    a()', mentions: ['if False', 'if 0'] },
      ),
    ],
  }),
  ruleOf({
    id: 'CX-108',
    says: 'Nothing stands in for work that is not done.',
    why: 'It looks done to whoever counts, and fails whoever uses it.',
    match: [
      text(HOLLOW, { place: 'comments' }),
      text(String.raw`(?i)<your[-_ ][a-z_ -]+>|\byour[-_]api[-_]key\b|\bchangeme\b|\blorem ipsum\b`, {
        place: 'strings',
      }),
      syntax(
        { kind: 'throw_statement', regex: String.raw`(?i)\bnot (?:yet )?implemented\b` },
        { languages: SCRIPTS, bad: 'throw new Error("not implemented");', mentions: ['mplemented'] },
      ),
      syntax(
        {
          kind: 'raise_statement',
          regex: String.raw`^raise NotImplementedError\b`,
          not: { inside: { kind: 'class_definition', stopBy: 'end' } },
        },
        { languages: ['python'], bad: 'def f():\n    raise NotImplementedError', mentions: ['NotImplementedError'] },
      ),
      syntax(
        { kind: 'call_expression', regex: String.raw`(?i)^panic\("[^"]*\bnot (?:yet )?implemented` },
        { languages: ['go'], bad: 'package a\nfunc f() {\n\tpanic("not implemented")\n}', mentions: ['mplemented'] },
      ),
      syntax(
        { kind: 'macro_invocation', regex: '^(?:todo|unimplemented)!', not: NOT_IN_RUST_TESTS },
        { languages: ['rust'], bad: 'fn f() { todo!() }', mentions: ['todo!', 'unimplemented!'] },
      ),
    ],
  }),
  ruleOf({
    id: 'CX-109',
    says: 'A migration that is there stays as it is; the schema changes by a new one.',
    why: 'It has run somewhere already, and will not run there again.',
    scope: MIGRATIONS,
    exempt: ['**/migrations/__init__.py'],
    match: [{ kind: 'statuses', only: ['added'] }],
  }),
  ruleOf({
    id: 'CX-110',
    says: 'A commit says in its first line what it does, as Conventional Commits do.',
    why: 'A history that can be read is how anybody finds when and why something changed.',
    about: 'commits',
    match: [{ kind: 'conventional' }],
  }),
];
