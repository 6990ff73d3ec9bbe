#!/bin/sh
# Verifies the bundle of a run without any code of Writ: openssl, ssh-keygen, jq, sha256sum, the usual Unix tools,
# and git where the repository is at hand. Nobody may write to the bundle while it is being read.
#
#   verify-bundle.sh [--repo DIR] BUNDLE_DIR ALLOWED_SIGNERS [REVOKED_KEYS]
#
# BUNDLE_DIR holds sealed/ and perhaps after/. ALLOWED_SIGNERS and REVOKED_KEYS are yours, in OpenSSH's formats: the
# whole trust. From there it goes: a signer approved the contract and named the harness's key; that key signed the
# manifest; the manifest lists every file. Exit code: 0 verified, 1 not verified, 2 wrong use, 3 a tool is missing.
#
# In this order: the shell looks at names, digests and spelling, then at one signature after the other; what a signature
# holds for is compared by one program of jq at the end. Few programs are started, since most of the time goes there.
set -u
# Bytes, not characters; and dates without a zone mean UTC, whoever reads them.
LC_ALL=C TZ=UTC
export LC_ALL TZ
umask 077

usage() {
  echo 'usage: verify-bundle.sh [--repo DIR] BUNDLE_DIR ALLOWED_SIGNERS [REVOKED_KEYS]' >&2
  exit 2
}

absent() {
  printf 'there is no %s %s that can be read\n' "$1" "$2" >&2
  exit 2
}
need_folder() { [ -d "$1" ] && [ -r "$1" ] && [ -x "$1" ] || absent folder "$1"; }
need_file() { [ -f "$1" ] && [ -r "$1" ] || absent file "$1"; }

REPO=
if [ "${1-}" = --repo ]; then
  [ $# -ge 2 ] || usage
  need_folder "$2"
  REPO=$(cd -- "$2" && pwd) || usage
  shift 2
fi
[ $# -eq 2 ] || [ $# -eq 3 ] || usage
need_folder "$1"
need_file "$2"
[ $# -eq 2 ] || need_file "$3"
for tool in openssl ssh-keygen jq sha256sum base64 od awk sed grep cmp find xargs mktemp ${REPO:+git}; do
  command -v "$tool" >/dev/null || { echo "missing on this machine: $tool" >&2; exit 3; }
done

W=$(mktemp -d) || exit 3
trap 'rm -rf "$W"' EXIT
: >"$W/held"
trap 'exit 1' HUP INT TERM
cp -- "$2" "$W/allowed_signers" || usage
if [ $# -eq 3 ]; then cp -- "$3" "$W/revoked_keys" || usage; fi
cd -- "$1" || usage

FAILED=0
ok() { printf 'ok      %s\n' "$1"; }
bad() { printf 'FAILED  %s\n' "$1"; FAILED=$((FAILED + 1)); }
# says SENTENCE COMMAND…: the sentence holds if the command succeeds.
says() {
  sentence=$1
  shift
  if "$@" >/dev/null 2>&1; then ok "$sentence"; else bad "$sentence"; return 1; fi
}
finish() {
  if [ "$FAILED" -eq 0 ]; then printf 'VERIFIED%s\n' "${1:+: $1}"; exit 0; fi
  echo 'NOT VERIFIED'
  exit 1
}

# ---- what is there -------------------------------------------------------------------------------------------------
digest_of() { sha256sum <"$1" | cut -d ' ' -f 1; }

plain_files() {
  # find prints what should not be there: anything but folders and files of their own, and names beyond the plain.
  # A folder that holds nothing would be there unseen.
  [ -z "$(find . -mindepth 1 \( -type d -empty -o ! -type d ! -type f -o -type f -links +1 \
    -o -name '*[!A-Za-z0-9_.:+@-]*' -o -name '[!A-Za-z0-9_]*' \) -print 2>&1)" ] && [ -d sealed ]
}
# A line without namespaces would let a key meant for something else approve contracts.
namespaced() { awk '!/^[ \t]*(#|$)/ && !/namespaces=/ { wrong = 1 } END { exit wrong }' "$W/allowed_signers"; }

says 'the bundle holds nothing but plain files of its own' plain_files || finish
says 'every trusted key says what it may sign' namespaced
# Names hold no white space and nothing a shell or xargs could take for something else: plain_files has seen to that.
find . -type f | sed 's,^\./,,' | sort >"$W/files"
xargs sha256sum <"$W/files" >"$W/sums"

# ---- opening the envelopes ---------------------------------------------------------------------------------------------
# Each envelope that is one becomes a line: file, type of the payload, key, who signed and when, the harness that is
# named, the signature, and what was signed: the payload behind its type and both lengths (DSSE's encoding). Base64 has
# exactly one spelling: encoded again the payload is the same text, and the signature leaves no bit over.
# shellcheck disable=SC2046
jq -r '
  def one_spelling: length > 0 and test("\\A([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?\\z");
  def is_moment: test("\\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z\\z");
  def person($of): if .writ == 1 and $of == "application/vnd.writ.\(.kind).v1+json"
    and (.signer | type == "string" and test("\\A[a-z]([a-z0-9._-]{0,30}[a-z._-])?\\z")) and ([.at, .until] | all(is_moment)) and .at <= .until
    then .signer, (.at[:19] | gsub("[-T:]"; "")) else "-", "-" end;
  # The beginning is that of every Ed25519 key.
  def key_of_harness: if type == "string" and test("\\AMCowBQYDK2VwAyEA[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\\z") then . else "-" end;
  try (
    select(keys == ["payload", "payloadType", "signatures"] and (.signatures | length == 1 and (.[0] | keys == ["keyid", "sig"])))
    | (.payload | @base64d) as $text | .payloadType as $type | .signatures[0] as { keyid: $key, sig: $sig }
    | select(($text | @base64) == .payload and ($text[-1:] == "\n") and ($text[:-1] | test("[\\x00-\\x1f]") | not) and ($sig | one_spelling)
        and ($type | test("\\Aapplication/[a-z0-9.+-]+\\z")) and ($key | test("\\A[A-Za-z0-9:+/]+\\z")))
    | ($text | fromjson) as $said
    | [input_filename, $type, $key, ($said | person($type)), ($said.harness | key_of_harness), $sig,
       "DSSEv1 \($type | utf8bytelength) \($type) \($text | utf8bytelength) ", $text[:-1]] | join("\t")
  ) catch empty' $(grep -E '^(sealed/manifest[.]intoto[.]jsonl|sealed/approvals/(admission|run|contract(-[0-9]+)?|waivers/.*)[.]json|after/[^/]*|after/carried/(carried|verdict)[.]json)$' "$W/files") \
  >"$W/opened" 2>/dev/null </dev/null
mkdir -p "$W/sealed/approvals/waivers" "$W/after/carried"
: >"$W/payloads"
awk -F '\t' -v at="$W/" '{
  print $2, $3, $4, $5, $6, $7 >(at $1 ".says"); close(at $1 ".says")
  print $8 $9 >(at $1 ".signed"); close(at $1 ".signed")
  print $9 >(at "payloads")
}' "$W/opened"

# JSON in canonical form, one document on one line: encoded again it gives the same bytes. That refuses duplicate keys,
# white space, a second document, broken UTF-8 and a byte order mark. jq -cS writes what RFC 8785 demands for strings,
# integers, true, false and null, but for U+007F, which newer versions escape; \001 stands for an escaped backslash
# meanwhile, since no control character is left in what jq writes.
BACKSLASH=$(printf '\001')
DELETE=$(printf '\177')
canonical() {
  awk 'FNR > 1 { exit 1 }' "$@" || return 1
  cat "$@" "$W/payloads" >"$W/given"
  [ "$(wc -l <"$W/given")" -eq $(($# + $(wc -l <"$W/payloads"))) ] || return 1
  jq -cS . "$W/given" >"$W/encoded" 2>/dev/null || return 1
  sed "s/\\\\\\\\/$BACKSLASH/g; s/\\\\u007f/$DELETE/g; s/$BACKSLASH/\\\\\\\\/g" "$W/encoded" | cmp -s - "$W/given"
}
# shellcheck disable=SC2046
says 'every JSON file, and what was signed, is in canonical form' canonical $(grep -E '[.]json$|^sealed/manifest[.]intoto[.]jsonl$' "$W/files") || finish

# ---- signatures --------------------------------------------------------------------------------------------------------
# opened FILE TYPE: what its envelope says, if it is one for this type.
opened() {
  [ -f "$W/$1.says" ] && read -r type key who moment harness signature <"$W/$1.says" && [ "$type" = "$2" ]
}
# What a signature held for; nothing else is compared below.
held() { echo "$1" >>"$W/held"; }

# signed_by_person FILE KIND: signed for this kind of statement by the trusted signer it names, whose key was valid when
# it was signed. ssh-keygen tells the key and its sort, and the envelope has to name that key.
signed_by_person() {
  opened "$1" "application/vnd.writ.$2.v1+json" && [ "$who" != - ] || return 1
  printf '%s\n' '-----BEGIN SSH SIGNATURE-----' "$signature" '-----END SSH SIGNATURE-----' >"$W/armored"
  file=$1 kind=$2
  set --
  if [ -f "$W/revoked_keys" ]; then set -- -r "$W/revoked_keys"; fi
  good=$(ssh-keygen -Y verify -f "$W/allowed_signers" -I "$who" -n "writ.$kind.v1" -s "$W/armored" "-Overify-time=$moment" "$@" \
    <"$W/$file.signed" 2>/dev/null) || return 1
  case $good in
  "Good \"writ.$kind.v1\" signature for $who with ED25519 key $key") ;;
  "Good \"writ.$kind.v1\" signature for $who with RSA key $key") ;;
  "Good \"writ.$kind.v1\" signature for $who with ECDSA key $key") ;;
  "Good \"writ.$kind.v1\" signature for $who with ED25519-SK key $key") touched ;;
  "Good \"writ.$kind.v1\" signature for $who with ECDSA-SK key $key") touched ;;
  *) false ;;
  esac && held "$file"
}

# Big-endian number of four bytes at an offset of the raw signature.
number_at() {
  od -An -tu1 -j "$1" -N 4 "$W/raw" | awk 'NF == 4 { print (($1 * 256 + $2) * 256 + $3) * 256 + $4; found = 1 } END { exit !found }'
}
# The flags of a security key's signature say that a person touched it; ssh-keygen does not insist on that. They stand
# behind key, namespace, reserved and hash, and in the last part behind sort and signature.
touched() {
  printf '%s\n' "$signature" | base64 -d >"$W/raw" || return 1
  at=10
  for _ in key namespace reserved hash; do
    skip=$(number_at "$at") || return 1
    at=$((at + 4 + skip))
  done
  at=$((at + 4))
  for _ in sort signature; do
    skip=$(number_at "$at") || return 1
    at=$((at + 4 + skip))
  done
  flags=$(od -An -tu1 -j "$at" -N 1 "$W/raw" | tr -d ' ')
  [ -n "$flags" ] && [ $((flags % 2)) -eq 1 ]
}

# signed_by_harness FILE TYPE: signed with the Ed25519 key that the approval names; such a signature has 64 bytes.
signed_by_harness() {
  opened "$1" "$2" && [ "$key" = "$HARNESS" ] && [ ${#signature} -eq 88 ] || return 1
  printf '%s\n' "$signature" | base64 -d >"$W/raw" || return 1
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$W/harness" -rawin -in "$W/$1.signed" -sigfile "$W/raw" >/dev/null 2>&1 && held "$1"
}
# Reads the harness's key out of the approval that was just verified.
harness_key() {
  [ "$harness" != - ] && printf '%s\n' "$harness" | base64 -d >"$W/harness" && HARNESS=$(digest_of "$W/harness")
}

APPROVAL=sealed/approvals/contract.json
MANIFEST=sealed/manifest.intoto.jsonl
says "$APPROVAL is signed by a trusted signer" signed_by_person "$APPROVAL" contract || finish
says 'it names the key of the harness' harness_key || finish
says "$MANIFEST is signed by that harness" signed_by_harness "$MANIFEST" application/vnd.in-toto+json || finish
while read -r file; do
  case $file in
  "$APPROVAL" | "$MANIFEST") continue ;;
  sealed/approvals/admission.json) by=person as=admit ;;
  sealed/approvals/contract-*.json) by=person as=contract ;;
  sealed/approvals/run.json) by=person as=run ;;
  sealed/approvals/waivers/* | after/1.*-waiver.json) by=person as=waive ;;
  after/2-decision*.json) by=person as=decision ;;
  after/1*-verdict.json) by=harness as=verdict ;;
  after/3-branch.json) by=harness as=branch ;;
  after/3-landing.json) by=harness as=landing ;;
  after/carried/carried.json) by=harness as=carried ;;
  after/carried/verdict.json) by=harness as=verdict ;;
  *) continue ;;
  esac
  case $by in
  person) says "$file is signed by a trusted signer" signed_by_person "$file" "$as" ;;
  harness) says "$file is signed by that harness" signed_by_harness "$file" "application/vnd.writ.$as.v1+json" ;;
  esac
done <"$W/files"

# ---- what everything says of everything else -------------------------------------------------------------------------------
# A chain: every line says its number and the digest of the line before it. Each line becomes a file, so that one
# sha256sum digests them all (10,000 lines: 1 to 2 s).
EVENTS=sealed/events.normalized.jsonl
TRACE=sealed/trace.jsonl
mkdir -p "$W/lines/$EVENTS" "$W/lines/$TRACE"
awk -v at="$W/lines/" 'BEGIN { ORS = "" } { file = at FILENAME sprintf("/%09d", FNR); print $0 >file; close(file) }' "$EVENTS" "$TRACE" 2>/dev/null
(cd "$W/lines" && printf '%s\0' sealed/*/* | xargs -0 sha256sum) >"$W/line-sums" 2>/dev/null

# What may be waived at all, and for how many days: WAIVERS and TERMS in src/contract/policy.ts.
WAIVABLE='["bootstrap.adequate","secrets.absent","rules.kept","commit.format","spec.regression","supply.chain","proof.elsewhere","coverage.met","review.passed","proof.removal","tree.clean.end"]'
WAIVER_DAYS='{ "light": 7, "standard": 7, "strict": 1 }'

REQUIRED='actions.json approvals/admission.json approvals/contract.json approvals/use.json backend/backend.json backend/stderr.log
backend/stdout.log changes.json contract.json dependencies.json digests.json events.normalized.jsonl freshness.json patch.diff replay.json report.json
report.md rules.json secrets.json specs.json test.log trace.jsonl'

# Every field that each kind of signed file may have. What is not known here was not understood, and is refused.
FIELDS='{
  "application/vnd.in-toto+json": "_type predicateType subject subject.name subject.digest subject.digest.gitTree subject.digest.sha256 predicate predicate.writ predicate.run predicate.task predicate.attempt predicate.base predicate.contract predicate.approval predicate.chains predicate.chains.file predicate.chains.lines predicate.chains.head",
  "admit": "SIGNED repository repository.roots repository.origin branch owned critical riskClass withoutJail",
  "contract": "SIGNED contract task version repository repository.roots repository.origin base ifMoved targetRef grants attempts backend harness after cites cites.cite cites.digest supersedes supersedes.contract supersedes.because",
  "run": "SIGNED contract approval backend",
  "waive": "SIGNED gate because task version contract repository repository.roots repository.origin over over.run over.manifest over.verdict",
  "decision": "SIGNED outcome because run contract manifest verdict result noChange notices manual manual.item manual.says manual.confirmed tree base targetRef targetOld ifMoved ifMoved.until summary after POLICY",
  "verdict": "writ kind run at manifest contract tree judge result noChange notices gates gates.gate gates.outcome gates.notices gates.findings gates.findings.code gates.findings.message gates.waiver gates.waiver.envelope gates.waiver.signer gates.waiver.until gates.waiver.because",
  "branch": "writ kind run at decision commit tree parent ref target POLICY",
  "landing": "writ kind run at decision how commit tree parent ref old new carried POLICY",
  "carried": "writ kind run manifest decision ref onto tree startedAt endedAt files files.name files.digest",
  "SIGNED": "writ kind signer at until nonce token",
  "POLICY": "policy policy.branch policy.decide policy.decide.any policy.decide.each policy.how policy.protected policy.health"
}'

# What a field holds, wherever it is signed; what is not named here is compared with something else. A field of a list
# holds that in each of its places; where nothing is named, objects.
FORMS='{
  "moment": "at until ifMoved.until gates.waiver.until startedAt endedAt",
  "digest": "contract approval manifest verdict decision summary after carried supersedes.contract over.manifest over.verdict gates.waiver.envelope files.digest",
  "pin": "cites.digest",
  "id": "base tree commit parent old new onto targetOld repository.roots",
  "nonce": "nonce",
  "text": "because notices gates.notices gates.findings.code gates.findings.message gates.waiver.signer gates.waiver.because manual.says policy.decide.each policy.how supersedes.because",
  "words": "grants signer run task backend gate branch gates.gate gates.outcome cites.cite policy.branch token over.run files.name ref target targetRef how",
  "one": "attempts version",
  "yes": "noChange owned",
  "flag": "critical manual.confirmed policy.protected"
}'
LISTS='notices gates.notices gates.findings gates manual grants cites repository.roots files policy.decide.each policy.decide.any'
OPTIONAL='judge cites supersedes ifMoved after withoutJail noChange policy carried'

# compare: prints a line for each sentence, and behind “=” what is needed from here on. A condition that cannot even be
# asked does not hold.
compare() {
  for name in superseded; do
    if [ -f "sealed/$name.json" ]; then cp "sealed/$name.json" "$W/$name"; else : >"$W/$name"; fi
  done
  set -- --rawfile sums "$W/sums" --rawfile held "$W/held" --rawfile opened "$W/opened" --rawfile line_sums "$W/line-sums"
  set -- "$@" --rawfile events "$EVENTS" --rawfile trace "$TRACE" --slurpfile superseded "$W/superseded"
  for name in contract freshness changes secrets rules dependencies specs report digests; do
    if [ -f "sealed/$name.json" ]; then set -- "$@" --slurpfile "$name" "sealed/$name.json"; else set -- "$@" --argjson "$name" '[]'; fi
  done
  if [ -f sealed/proof/proof.json ]; then set -- "$@" --slurpfile proof sealed/proof/proof.json; else set -- "$@" --argjson proof '[]'; fi
  if [ -f after/carried/changes.json ]; then set -- "$@" --slurpfile moved after/carried/changes.json; else set -- "$@" --argjson moved '[]'; fi
  : >"$W/carried-checks"
  # shellcheck disable=SC2046
  if [ -d after/carried ]; then jq -c . /dev/null $(grep '^after/carried/checks/[^/]*/check[.]json$' "$W/files") >"$W/carried-checks" 2>/dev/null; fi
  jq -rn "$@" --slurpfile carried_checks "$W/carried-checks" --slurpfile use sealed/approvals/use.json --slurpfile backend sealed/backend/backend.json \
    --arg required "$REQUIRED" --argjson fields "$FIELDS" --argjson forms "$FORMS" --arg lists "$LISTS" --arg optional "$OPTIONAL" --argjson waivable "$WAIVABLE" --argjson waiver_days "$WAIVER_DAYS" '
def line($sentence; holds): (if [try holds catch false] == [true] then "ok      " else "FAILED  " end) + $sentence;
def is_id: test("\\A[0-9a-f]{40}\\z");
def is_digest: test("\\A[0-9a-f]{64}\\z");
def seconds: .[0:19] + "Z" | fromdate;
def milliseconds: seconds * 1000 + (.[20:23] | tonumber);
def covers($at): (.at | seconds) - 300 <= ($at | seconds) and $at <= .until;
def lines: split("\n")[:-1];
def words: gsub("\\s+"; " ") | split(" ");
def is_moment: test("\\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z\\z") and (.[:19] + "Z" | (fromdate | todate) == .);
def is_whole: type == "number" and . == floor;
def holds($form): if $form == null then true
  elif $form == "moment" then type == "string" and is_moment
  elif $form == "digest" then type == "string" and is_digest
  elif $form == "pin" then . == null or (type == "string" and is_digest)
  elif $form == "id" then type == "string" and is_id
  elif $form == "nonce" then type == "string" and test("\\A[0-9a-f]{32}\\z")
  elif $form == "text" then type == "string"
  elif $form == "words" then . == null or (type == "string" and test("[^\\s]"))
  elif $form == "one" then is_whole and . >= 1
  elif $form == "yes" then . == true
  else type == "boolean" end;
def table_of_digests: lines | map({ key: .[66:], value: .[:64] }) | from_entries;

($sums | table_of_digests) as $digest
| ($line_sums | lines | map(.[:64] as $one | .[66:] | { file: .[:-10], sum: $one }) | group_by(.file) | map({ key: .[0].file, value: map(.sum) }) | from_entries) as $line_digests
| ($held | lines) as $held
| ($opened | lines | map(split("\t") | { key: .[0], value: { type: .[1], key: .[2], payload: (.[8] | fromjson) } }) | from_entries) as $envelopes
# What is signed is there for what follows only where its signature held.
| def signed($file): if $held | any(. == $file) then $envelopes[$file].payload else null end;
  # The files of a row that are there, up to the first that is not.
  def row($numbers; name): [label $gap | $numbers[] | name | if $digest[.] == null then break $gap else . end];
  signed("'"$MANIFEST"'") as $m | $m.predicate as $p | $m.subject[0].digest.gitTree as $tree | $digest["'"$MANIFEST"'"] as $manifest_digest
| signed("'"$APPROVAL"'") as $approval | $digest["'"$APPROVAL"'"] as $approval_digest
| signed("sealed/approvals/admission.json") as $admission | signed("sealed/approvals/run.json") as $run
| $contract[0] as $contract | $digest["sealed/contract.json"] as $contract_digest | $superseded[0] as $superseded | $use[0] as $use
| $freshness[0] as $freshness | $changes[0] as $changes | $secrets[0] as $secrets | $rules[0] as $rules | $dependencies[0] as $dependencies | $specs[0] as $specs | $backend[0] as $backend | $report[0] as $report
| [$digest | keys[] | select(startswith("after/") and (startswith("after/carried/") | not))] as $after
| [$digest | keys[] | select(startswith("after/carried/"))] as $carried_files | "after/carried/verdict.json" as $again_file
| signed("after/carried/carried.json") as $carried | signed($again_file) as $again | $moved[0] as $moved
| row([range(1; 10)]; "after/1.\(.)-waiver.json") as $later
| row([range(1; 1000)]; if . == 1 then "after/2-decision.json" else "after/2-decision-\(.).json" end) as $decision_files
| [$decision_files[] | signed(.)] as $decisions
| signed("after/3-branch.json") as $branch | signed("after/3-landing.json") as $landing
| ([$digest | keys[] | select(startswith("sealed/approvals/waivers/"))]
    | map({ file: ., name: (.[25:] | rtrimstr(".json")), over: null })) as $sealed_waivers
| ([range(0; $later | length)] | map({ file: $later[.], name: "\(. + 1)", over: (if . == 0 then "after/1-verdict.json" else "after/1.\(.)-verdict.json" end) })) as $later_waivers
| ($sealed_waivers + $later_waivers | map(. + { envelope: $digest[.file], statement: signed(.file) })) as $waivers
| (["after/1-verdict.json"] + [range(1; ($later | length) + 1) | "after/1.\(.)-verdict.json"]) as $verdict_files
| $verdict_files[-1] as $standing | signed($standing) as $verdict

# The fields that each kind of signed file may have, all of those of each object but for those that may be absent, and in
  # each what it holds. An object or list that holds nothing counts as what it is.
| def known: .type | ltrimstr("application/vnd.writ.") | rtrimstr(".v1+json") | $fields[.] | words | map(if test("\\A[A-Z]+\\z") then $fields[.] | words[] else . end);
  def named: map(strings) | join(".");
  ($forms | to_entries | map(.key as $form | .value | words[] | { key: ., value: $form }) | from_entries) as $form_of
| def formed($known): . as $said
    | ([[], paths(type == "object")] | all(. as $at | ($at | named) as $in | ($said | getpath($at)) as $one
        | ($known | map(if $in == "" then . elif startswith($in + ".") then .[($in | length) + 1:] else "." end | select(contains(".") | not))) - (if $in == "" then $optional | words else [] end)
        | all(. as $key | $one | has($key))))
      and ([paths(type != "object" and (type != "array" or . == []) or . == {})] | all(. as $at | ($at | named) as $name | ($said | getpath($at)) as $value
        | if $lists | words | index($name) != null then
            ($value == [] and ($name | IN("cites", "gates", "grants", "repository.roots") | not)) or ($at[-1] | type == "number") and $form_of[$name] != null and ($value | holds($form_of[$name])) or ($name == "policy.decide.any" and $value == null)
          else ($at[-1] | type == "string") and ($value | holds($form_of[$name])) and $value != {} end));
  def chain($file; $text):
    ($text | lines | map(fromjson)) as $docs | $line_digests[$file] as $sums | ($docs | length) as $many
    | ($text | endswith("\n")) and $many > 0 and ($sums | length) == $many
      and [$p.chains[] | select("sealed/" + .file == $file)] == [{ file: $file[7:], lines: $many, head: $sums[-1] }]
      and ($docs[0] | keys == ["contract", "prev", "run", "seq", "type"] and .contract == $p.contract and .run == $p.run)
      and all(range(0; $many); . as $n | $docs[$n] | type == "object" and .seq == $n and .prev == (if $n == 0 then "0" * 64 else $sums[$n - 1] end)
        and (.type | type == "string") and (.type == "chain.opened") == ($n == 0));
  def waiver_lines: . as $w | .statement as $s |
    line("it waives a gate that may be waived, for a reason"; ($waivable | index($s.gate) != null) and ($s.because | test("[\\p{L}\\p{N}]"))),
    line("the settings let it be waived when the run began"; if $p.writ | IN(1, 2) then true else $freshness.neverWaive | type == "array" and index($s.gate) == null end),
    line("it is about this contract, in this repository"; $s.contract == $contract_digest and [$s.task, $s.version] == [$contract.id, $contract.version] and $s.repository == $freshness.repository),
    line("it is about this run and the verdict before it"; if $w.over == null then $s != null and $s.over == null and $w.name == $s.gate and ($s | covers($freshness.startedAt))
      else $s.over == { run: $p.run, manifest: $manifest_digest, verdict: $digest[$w.over] } end),
    line("it holds no longer than a waiver may"; ($s.until | milliseconds) - ($s.at | milliseconds) <= $waiver_days[$contract.strictness] * 86400000);
  # The verdict is about this bundle, and says what its gates, and the waivers that were given before it, say.
  def verdict_lines($waivers): . as $verdict |
    line("the verdict is about this bundle"; $verdict.writ == 1 and $verdict.kind == "verdict" and $verdict.manifest == $manifest_digest and $verdict.contract == $contract_digest and $verdict.tree == $tree and $verdict.run == $p.run),
    line("it says NO-CHANGE exactly where nothing was changed"; ($verdict.noChange == true) == ($verdict.result == "PASS" and ($changes.paths | length) == 0)),
    line("the verdict is what its gates say"; ($verdict.result == "PASS" or $verdict.result == "FAIL") and ($verdict.result == "PASS") == (($verdict.gates | length) > 0 and ($verdict.gates | all(.outcome == "pass" or .waiver != null)))),
    line("every waived gate failed, and its waiver is here and held"; $verdict.gates | all(.waiver == null or (. as $line | .outcome == "fail" and ([$waivers[] | select(.envelope == $line.waiver.envelope)]
      | length == 1 and (.[0].statement | .gate == $line.gate and { signer, until, because } == ($line.waiver | { signer, until, because }) and covers($verdict.at))))));
  # The policy of a branch is met by who decided.
  def met: . as $policy | ($decisions | map(.signer)) as $who | ($policy.decide.each | length) as $many
    | ($policy.decide | (.each | all(type == "string")) and (.any == null or (.any | length > 0))) and ($policy.decide.any == null or ($policy.decide.each - $policy.decide.any == []))
      and (if $many > 0 then [$who[] | select(IN($policy.decide.each[]))] == $policy.decide.each
           else ($who | any(. as $one | $policy.decide.any == null or ($policy.decide.any | index($one) != null))) end);

# The order of after/ is part of it: no waiver without a verdict before it and one after it, no decision without a verdict,
# waivers and decisions numbered without a gap, no branch and no landing without a decision.
line("there is nothing beside sealed/ and after/, and nothing out of order in there"; ($digest | keys | all(startswith("sealed/") or startswith("after/")))
  and ($after == [] or $after == ($verdict_files + $later + $decision_files + (if $decision_files == [] then [] else [("after/3-branch.json", "after/3-landing.json") | select($digest[.])] end) | sort))),
# A patch is carried over only after somebody allowed it, and never goes on a branch of its own.
line("what was carried over follows a decision"; $carried_files == [] or ($decision_files != [] and $branch == null)),
line("no signed file says more than is known here"; ($envelopes | length) > 0 and ($envelopes | to_entries | all(.value
  | known as $known | ([.payload | paths | named] | unique) - $known - [""] == []))),
line("what was signed has the form of what is signed"; $envelopes | to_entries | all(.value | if .type == "application/vnd.in-toto+json" then true else known as $known | .payload
  | formed($known) and (.signer == null or (.at < .until and .token == .signer + .at[8:10] + .at[5:7] + .at[:4] + .at[11:13] + .at[14:16]))
    and (.grants == null or .grants == ["contract"] or .grants == ["contract", "run"])
    and (.gates == null or ([.gates[].gate] | length == (unique | length)) and all(.gates[]; .outcome | IN("pass", "fail", "missing"))) end)),
line("how the approval was used is told in full"; $use | type == "object" and keys == ["approval", "attempt", "foreignUses", "run", "writ"] and .writ == 1),

# The signed list of files: sorted, each once, plain names, everything a bundle must hold; and digests.json agrees.
line("the manifest lists what a bundle must hold"; $m._type == "https://in-toto.io/Statement/v1" and $m.predicateType == "urn:writ:attestation:run:v1" and ($p.writ | IN(1, 2, 3, 4, 5, 6))
  and ([$p.run, $p.task] | all(type == "string" and length > 0))
  and ($m.subject[0] | keys == ["digest", "name"] and .name == "tree" and (.digest | keys == ["gitTree"]) and (.digest.gitTree | is_id))
  and ($m.subject[1:] | all(keys == ["digest", "name"] and (.digest | keys == ["sha256"]) and (.digest.sha256 | is_digest)))
  and ((if $p.writ == 1 then ["dependencies.json", "rules.json", "secrets.json", "specs.json"] elif $p.writ < 4 then ["dependencies.json", "rules.json", "specs.json"] else [] end) as $newer | [$m.subject[1:][].name] | . == unique and (($required | words) - . - $newer == []))),
([$digest | to_entries[] | select((.key | startswith("sealed/")) and .key != "'"$MANIFEST"'") | .key |= .[7:]] | from_entries) as $there
| ([$m.subject[1:][] | { key: .name, value: .digest.sha256 }] | from_entries) as $listed
| line("exactly the listed files are there"; ($there | keys) == ($listed | keys) and ($there | length) > 0),
line("every file is what the manifest lists"; $there == $listed and ($there | length) > 0),
line("digests.json says the same"; $digests == [{ writ: 1, files: ($listed | del(.["digests.json"])) }]),
line("both chains are signed for"; [$p.chains[].file] == ["events.normalized.jsonl", "trace.jsonl"]),
line("the chain of events.normalized.jsonl holds"; chain("'"$EVENTS"'"; $events)),
line("the chain of trace.jsonl holds"; chain("'"$TRACE"'"; $trace)),

line("the contract is the approved one"; $approval.contract == $contract_digest and $p.contract == $contract_digest),
line("the task and version are the approved ones"; [$contract.id, $contract.version] == [$approval.task, $approval.version] and $p.task == $contract.id),
line("the manifest is about this approval"; $p.approval == $approval_digest and $use.approval == $approval_digest),
line("the base is the approved one"; (([$p.base, $freshness.base, $changes.base, $report.base] + (if $p.writ < 4 then [] else [$rules.base, $dependencies.base, $specs.base] end)) | all(is_id) and unique == [$p.base])
  and ($approval.base | is_id) and ($p.base == $approval.base or ($p.writ >= 4 and $approval.ifMoved == true and $freshness.moved == { approved: $approval.base, held: true }))),
line("the target stood at the base, or further on where that was approved"; $freshness.start.target == $p.base or ($p.writ >= 4 and $approval.ifMoved == true and $freshness.moved == { approved: $approval.base, held: true })),
line("all files are about one result tree"; ([$freshness.tree, $changes.tree, $report.tree] + (if $p.writ == 1 then [] else [$secrets.tree] end) + (if $p.writ < 4 then [] else [$rules.tree, $dependencies.tree, $specs.result.tree] end)) | all(. == $tree)),
line("the proof, where there is one, is about the same base and tree"; $proof == [] or ([$proof[0].base, $proof[0].tree] == [$p.base, $tree] and ($p.writ | IN(1, 2, 3) | not))),
line("git itself was asked about the objects of the result, and refused none that passed"; if ($p.writ | IN(1, 2)) then $changes.objects == null
  else $changes.objects == "sound" or ($changes.objects == "refused" and ($verdict == null or $verdict.result == "FAIL")) end),
line("all files are about one run of one task"; ([$use.run, $freshness.run, $report.run] | all(. == $p.run)) and ([$freshness.task, $report.task] | all(. == $p.task)) and $report.contract == $contract_digest),
line("the approval covers this attempt"; ([$p.attempt, $approval.attempts] | all(type == "number")) and $p.attempt >= 1 and $p.attempt <= $approval.attempts and $use.attempt == $p.attempt and $freshness.attempt == $p.attempt and $use.foreignUses == 0),
line("the approval held when the run began"; $approval | covers($freshness.startedAt)),
line("somebody approved the run itself"; if $digest["sealed/approvals/run.json"] == null then ($approval.grants | index("run") != null) and $contract.strictness != "strict"
  else $run.contract == $contract_digest and $run.approval == $approval_digest and $run.backend == $backend.id and ($run | covers($freshness.startedAt)) end),
line("what this version takes the place of is the one beside it"; if $superseded == null then ($approval | type == "object" and (has("supersedes") | not))
  else $approval.supersedes.contract == $digest["sealed/superseded.json"] and $superseded.id == $contract.id and $superseded.version < $contract.version end),
# Where several signers approve in order, the ones before the last are numbered from 1, without a gap.
row([range(1; 1000)]; "sealed/approvals/contract-\(.).json") as $earlier_files
| line("all who had to approve did, in order, the same, each with a key of their own";
    [$digest | keys[] | select(startswith("sealed/approvals/contract-"))] == ($earlier_files | sort)
    and (($earlier_files + ["'"$APPROVAL"'"] | map(signed(.) + { digest: $digest[.], key: $envelopes[.].key })) as $all
    | ($freshness.approvers | type == "array") and ($freshness.approvers == [] or [$all[].signer] == $freshness.approvers)
    and ($all | map(del(.signer, .at, .until, .nonce, .token, .after, .digest, .key)) | unique | length == 1) and ([$all[].key] | unique | length) == ($all | length)
    and ([$all[].after] == [null] + [$all[:-1][].digest]) and ($all | all(covers($freshness.startedAt))))),
line("the backend is the approved one"; $approval.backend == null or $approval.backend == $backend.id),
line("repository and branch are the approved ones"; ($approval.repository.roots | length) > 0 and ($approval.targetRef | startswith("refs/heads/")) and $approval.repository == $freshness.repository and $approval.targetRef == $freshness.targetRef),
line("the admission is about this repository and branch"; $admission.repository == $freshness.repository and ([$admission.branch, "refs/heads/" + $admission.branch] | index($freshness.targetRef) != null) and $admission.owned == true and $admission.critical == false),
line("the admission held when the run began"; $admission | covers($freshness.startedAt)),
line("the admission covers the risk"; ["LOW", "MEDIUM", "HIGH"] | [index($contract.riskTier.tier), index($admission.riskClass)] | all(type == "number") and .[0] <= .[1]),
line("a jail held the work, or light work of risk LOW was admitted without one"; if $freshness | has("jail") | not then true else $freshness.jail == "bubblewrap"
  or (($freshness.jail == "none" or $freshness.jail == "sandbox-runtime") and $admission.withoutJail == "LOW" and $contract.strictness == "light" and $contract.riskTier.tier == "LOW" and $contract.riskTier.floor.tier == "LOW") end),

# Waivers that were sealed with the run, the first verdict, and each waiver after a verdict with the verdict that came of it.
($waivers[] | select(.over == null) | waiver_lines),
if $after == [] then empty else
  (signed("after/1-verdict.json") | verdict_lines([$waivers[] | select(.over == null)])),
  (range(0; $later | length) as $n | ($waivers | map(select(.over != null))[$n]) as $w | signed($w.over) as $before | signed($verdict_files[$n + 1]) as $next
    | ($w | waiver_lines), ($next | verdict_lines($waivers[:($sealed_waivers | length) + $n + 1])),
      line("it follows the one before, and the waiver counts in it"; $before.at <= $next.at and ($next.gates | any(.waiver.envelope == $w.envelope))))
end,

# Decisions: each about the same verdict, each naming the one before, each by another person with another key.
(range(0; $decision_files | length) as $n | signed($decision_files[$n]) as $decision |
  line("the decision is about this verdict"; $decision.verdict == $digest[$standing] and $decision.result == $verdict.result and $decision.notices == $verdict.notices),
  line("the decision is about this bundle"; $decision.manifest == $manifest_digest and $decision.contract == $contract_digest and $decision.tree == $tree and $decision.base == $p.base and $decision.run == $p.run and $decision.targetRef == $approval.targetRef),
  line("the decision says NO-CHANGE as the verdict does"; $decision.noChange == $verdict.noChange),
  line("the decision is not dated before its verdict"; $decision.outcome == "reject" or $verdict.at <= $decision.at),
  line("what only a person can see was confirmed"; $decision.outcome == "reject" or $decision.manual == [$contract.done | to_entries[] | select(.value.proof.kind == "manual") | {item: (.key + 1), says: .value.says, confirmed: true}]),
  line("the decision follows the one before it"; ($decision.after // "") == (if $n == 0 then "" else $digest[$decision_files[$n - 1]] end)),
  line("it does not outlive a waiver it rests on"; $decision.outcome == "reject" or ($verdict.gates | all(.waiver == null or $decision.until <= .waiver.until))),
  line("only a PASS is accepted"; $decision.outcome == "reject" or ($decision.outcome == "accept" and $decision.result == "PASS"))),
if $decision_files == [] then empty else
  line("nobody decided twice"; [$decision_files[] | $envelopes[.].key] | length == (unique | length)),
  line("nothing follows a rejection"; ($decisions[:-1] | all(.outcome == "accept")) and ($decisions[-1].outcome == "accept" or ($branch == null and $landing == null)))
end,

($decision_files[-1] // "" | $digest[.]) as $decision_digest | $decisions[-1] as $decision
| if $digest["after/3-branch.json"] == null then empty else
  line("the branch follows this decision, which accepts"; $verdict.noChange != true and $branch.writ == 1 and $branch.kind == "branch" and $branch.decision == $decision_digest and $verdict.result == "PASS" and $branch.run == $p.run),
  line("the branch holds the accepted tree on the approved base"; ($branch.commit | is_id) and $branch.tree == $tree and $branch.parent == $p.base and $branch.target == $decision.targetRef and $branch.ref != $branch.target),
  line("everybody decided whom the policy asks for"; "refs/heads/" + $branch.policy.branch == $decision.targetRef and ($branch.policy | met)),
  line("every decision held when the branch was made"; $decisions | length > 0 and all(covers($branch.at)))
end,
# The patch on a moved target: what was signed for is there, it is the accepted patch, and it passed again.
if $carried_files == [] then empty else
  ($landing.at // $again.at) as $at
  | line("what was carried over is what the harness signed for, and nothing else"; ($carried.files | length > 0)
    and [$carried_files[] | select(IN("after/carried/carried.json", $again_file) | not) | { name: .[14:], digest: $digest[.] }] == $carried.files),
  line("it is about this run and the last decision"; $carried.writ == 1 and $carried.kind == "carried" and $carried.run == $p.run and $carried.manifest == $manifest_digest
    and $carried.decision == $decision_digest and $carried.ref == $decision.targetRef and ([$carried.onto, $carried.tree] | all(is_id)) and $carried.onto != $p.base and $carried.startedAt <= $carried.endedAt),
  line("everybody who decided allowed a moved target, and that still held"; $decisions | length > 0 and all(.outcome == "accept" and .noChange != true
    and .at < .ifMoved.until and .ifMoved.until <= .until and $at < .ifMoved.until and .targetOld == $p.base)),
  line("it is the accepted patch, path by path and blob by blob"; $moved.base == $carried.onto and $moved.tree == $carried.tree and ($moved.paths | length > 0) and $moved.paths == $changes.paths
    and $moved.hygiene == [] and ($p.writ < 3 or $moved.objects == "sound")),
  line("every check ran again, on the new tree"; ([$carried_checks[].id] | sort) == ([$contract.checks[].id] | sort)
    and ($carried_checks | all(. as $ran | $ran.tree == $carried.tree and $carried.startedAt <= $ran.startedAt and $ran.startedAt <= $ran.endedAt and $ran.endedAt <= $carried.endedAt
      and ([$contract.checks[] | select(.id == $ran.id)] | length == 1 and .[0].run == $ran.argv and .[0].reports == $ran.reports)))),
  line("a verdict of PASS is about it, and is what its gates say"; $again.writ == 1 and $again.kind == "verdict" and $again.run == $p.run and $again.manifest == $digest["after/carried/carried.json"]
    and $again.contract == $contract_digest and $again.tree == $carried.tree and $again.result == "PASS" and $again.noChange != true and $carried.endedAt <= $again.at and $again.at <= $at
    and ($again.gates | length > 0 and all(.outcome == "pass" or .waiver != null)) and [$again.gates[].gate] == [$verdict.gates[].gate]),
  line("nothing is in it that was not accepted"; ($again.notices - $verdict.notices) == [] and ($again.gates | all(. as $line | .waiver == null
    or ($line.outcome == "fail" and ([$verdict.gates[] | select(.gate == $line.gate)] | length == 1 and .[0].waiver == $line.waiver and ($line.findings - .[0].findings) == [])
      and ([$waivers[] | select(.envelope == $line.waiver.envelope)] | length == 1 and (.[0].statement | covers($again.at)))))))
end,
if $digest["after/3-landing.json"] == null then empty else
  line("what landed is what was carried over, if anything was"; if $carried_files == [] then $landing | has("carried") | not else $landing.carried == $digest[$again_file] end),
  line("the landing follows this decision, which accepts"; $verdict.noChange != true and $landing.writ == 1 and $landing.kind == "landing" and $landing.decision == $decision_digest and $decision.outcome == "accept" and $verdict.result == "PASS" and $landing.run == $p.run),
  line("the accepted tree landed on the branch, from where the decision saw it"; ([$landing.commit, $landing.old, $landing.new, $landing.parent] | all(is_id)) and $landing.ref == $decision.targetRef and $decision.targetOld == $p.base and $landing.old == ($carried.onto // $p.base)
    and (if $landing.how == "merged" then $branch != null and $branch.at <= $landing.at and ($landing.commit != $branch.commit or ($landing.tree == $tree and $landing.parent == $p.base))
         else $landing.tree == ($carried.tree // $tree) and $landing.parent == $landing.old and $landing.how == $landing.policy.how and ($landing.how == "fast-forward" or $landing.how == "commit") and ($landing.how == "fast-forward") == ($landing.new == $landing.commit) end)),
  line("everybody decided whom the policy asks for"; "refs/heads/" + $landing.policy.branch == $landing.ref and ($landing.policy | met) and ($landing.how == "merged" or $landing.policy.protected == false)),
  line("every decision held when it landed"; (if $landing.how == "merged" then $branch.at else $landing.at end) as $at | $decisions | length > 0 and all(covers($at)))
end,

"= tree \($tree)", "= base \($p.base)", "= approved.base \($approval.base)",
(("commit", "tree", "parent") | "= branch.\(.) \($branch[.])"),
(("how", "commit", "tree", "parent", "old", "new") | "= landing.\(.) \($landing[.])"),
(("onto", "tree") | "= carried.\(.) \($carried[.])"),
"= end " + (if $landing != null then (if $carried == null then "landed" else "landed on a moved target" end)
  elif $branch != null then "accepted, on a branch of its own"
  elif $decisions != [] then "decided: " + (if $decisions | all(.outcome == "accept") | not then "rejected"
    elif $decision.noChange then "accepted, NO-CHANGE: nothing is to land"
    elif ($decision.policy // null) == null or $decision.policy.decide.each == [] then "accepted"
    else "accepted by " + ($decisions | map(.signer) | join(", ")) end)
  elif $verdict != null then "sealed and judged, not decided"
  else "sealed, no verdict yet" end)' 2>/dev/null
}
compare >"$W/compared" || echo 'FAILED  these files cannot be compared' >>"$W/compared"
grep -v '^=' "$W/compared"
FAILED=$((FAILED + $(grep -c '^FAILED' "$W/compared")))
# fact NAME: what the comparison gave.
fact() { sed -n "s/^= $1 //p" "$W/compared"; }
END=$(fact end)
[ -n "$END" ] || bad 'nothing was compared to its end'

# ---- the repository ---------------------------------------------------------------------------------------------------
with_git() {
  # Nothing in the repository may replace an object or decide how it is read.
  env -i PATH="$PATH" GIT_NO_REPLACE_OBJECTS=1 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C "$REPO" -c safe.directory='*' "$@"
}
in_git() { with_git cat-file "$@"; }
is_a() { [ "$(in_git -t "$2")" = "$1" ]; }
commit_says() {
  in_git commit "$1" | sed '/^$/q' >"$W/commit"
  [ "$(grep '^tree ' "$W/commit")" = "tree $2" ] && [ "$(grep '^parent ' "$W/commit")" = "parent $3" ]
}
merge_says() {
  in_git commit "$1" | sed '/^$/q' >"$W/commit"
  [ "$(grep '^tree ' "$W/commit")" = "tree $2" ] && [ "$(grep '^parent ' "$W/commit")" = "$(printf 'parent %s\nparent %s' "$3" "$4")" ]
}
# patch_says FROM TO: the same paths, from the same bytes to the same bytes, as the sealed changes say.
patch_says() {
  with_git diff-tree -r --raw --no-renames --full-index -z "$1" "$2" >"$W/merged" || return 1
  jq -j '.paths | sort_by(.path)[] | ":\(.oldMode) \(.newMode) \(.oldBlob) \(.newBlob) \({ added: "A", modified: "M", deleted: "D", "type-changed": "T" }[.status])\u0000\(.path)\u0000"' sealed/changes.json >"$W/accepted" || return 1
  [ -s "$W/accepted" ] && cmp -s "$W/merged" "$W/accepted"
}
merged_says() {
  patch_says "$(fact landing.parent)" "$(fact landing.commit)" && with_git merge-base --is-ancestor "$(fact landing.commit)" "$(fact landing.new)"
}
# differences FROM TO: a line each, sorted; a NUL stands for a line break in a name.
differences() { with_git diff-tree -r --raw --no-renames --full-index -z "$1" "$2" | tr '\n\0' '\0\n' | paste - - | LC_ALL=C sort; }
# lacks MORE OF: whether a line of the second file is not in the first.
lacks() { [ -n "$(LC_ALL=C comm -13 "$1" "$2" | head -n 1 | tr '\0' ' ')" ]; }
# A step of the branch itself brought the accepted bytes (alone that and nothing else, a merge perhaps with more), and
# where it stood no path was as before. That a commit is in the history says neither: a merge can leave its bytes behind.
held_says() {
  old=$(fact landing.old) new=$(fact landing.new)
  differences "$(fact landing.parent)" "$(fact landing.commit)" >"$W/patch" && [ -s "$W/patch" ] || return 1
  differences "$old" "$new" | cut -f 2- >"$W/since"
  cut -f 2- "$W/patch" | LC_ALL=C sort >"$W/paths" && LC_ALL=C sort -o "$W/since" "$W/since"
  lacks "$W/since" "$W/paths" && return 1
  for step in $(with_git rev-list --first-parent "$new" "^$old" --); do
    differences "$step^1" "$step" >"$W/step"
    lacks "$W/step" "$W/patch" && continue
    in_git -e "$step^2" 2>/dev/null || ! lacks "$W/patch" "$W/step" || continue
    return 0
  done
  return 1
}
if [ -n "$REPO" ]; then
  says 'the repository holds the result tree' is_a tree "$(fact tree)"
  says 'the repository holds the base' is_a commit "$(fact base)"
  [ "$(fact base)" = "$(fact approved.base)" ] || says 'the base holds the approved one' with_git merge-base --is-ancestor "$(fact approved.base)" "$(fact base)"
  if [ -f after/3-branch.json ]; then
    says 'the commit on the branch of its own has that tree and that parent' commit_says "$(fact branch.commit)" "$(fact branch.tree)" "$(fact branch.parent)"
  fi
  if [ -d after/carried ]; then
    says 'the patch on the moved target is the accepted one' patch_says "$(fact carried.onto)" "$(fact carried.tree)"
    says 'the moved target holds the base' with_git merge-base --is-ancestor "$(fact base)" "$(fact carried.onto)"
  fi
  if [ -f after/3-landing.json ]; then
    says 'the landed commit has that tree and that parent' commit_says "$(fact landing.commit)" "$(fact landing.tree)" "$(fact landing.parent)"
    case $(fact landing.how) in
    commit) says 'the branch stands at a commit that merges it and nothing else' merge_says "$(fact landing.new)" "$(fact landing.tree)" "$(fact landing.old)" "$(fact landing.commit)" ;;
    merged) says 'the landed commit changes exactly what was accepted, and the branch holds it' merged_says
      says 'the branch itself took the accepted bytes, and kept them' held_says ;;
    esac
  fi
fi
finish "$END"
