#!/bin/sh
# Verifies the bundle of a run without any code of Writ: openssl, ssh-keygen, jq, sha256sum, the usual Unix tools,
# and git where the repository is at hand. Nobody may write to the bundle while it is being read.
#
#   verify-bundle.sh [--repo DIR] BUNDLE_DIR ALLOWED_SIGNERS [REVOKED_KEYS]
#
# BUNDLE_DIR holds sealed/ and perhaps after/. ALLOWED_SIGNERS and REVOKED_KEYS are yours, in OpenSSH's formats: the
# whole trust. From there it goes: a signer approved the contract and named the harness's key; that key signed the
# manifest; the manifest lists every file. Exit code: 0 verified, 1 not verified, 2 wrong use, 3 a tool is missing.
set -u
# Bytes, not characters; and dates without a zone mean UTC, whoever reads them.
LC_ALL=C TZ=UTC
export LC_ALL TZ
umask 077

usage() {
  echo 'usage: verify-bundle.sh [--repo DIR] BUNDLE_DIR ALLOWED_SIGNERS [REVOKED_KEYS]' >&2
  exit 2
}

REPO=
if [ "${1-}" = --repo ]; then
  [ $# -ge 2 ] && [ -d "$2" ] || usage
  REPO=$(cd "$2" && pwd) || usage
  shift 2
fi
[ $# -eq 2 ] || [ $# -eq 3 ] || usage
[ -d "$1" ] && [ -f "$2" ] && [ -r "$2" ] || usage
[ $# -eq 2 ] || { [ -f "$3" ] && [ -r "$3" ]; } || usage
for tool in openssl ssh-keygen jq sha256sum base64 od awk sed find xargs mktemp ${REPO:+git}; do
  command -v "$tool" >/dev/null || { echo "missing on this machine: $tool" >&2; exit 3; }
done

W=$(mktemp -d) || exit 3
trap 'rm -rf "$W"' EXIT
: >"$W/decided"
: >"$W/keys"
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

digest_of() { sha256sum <"$1" | cut -d ' ' -f 1; }
same() { [ "$(digest_of "$1")" = "$(digest_of "$2")" ]; }

# JSON in canonical form, one document a file: encoded again it gives the same bytes. That refuses duplicate keys, white
# space, a second document, broken UTF-8 and a byte order mark. jq -cS writes what RFC 8785 demands for strings,
# integers, true, false and null, but for U+007F, which newer versions escape; \001 stands for an escaped backslash
# meanwhile, since no control character is left in what jq writes.
BACKSLASH=$(printf '\001')
DELETE=$(printf '\177')
canonical() {
  for document in "$@"; do [ "$(wc -l <"$document")" -eq 1 ] || return 1; done
  jq -cS . "$@" >"$W/encoded" 2>/dev/null || return 1
  sed "s/\\\\\\\\/$BACKSLASH/g; s/\\\\u007f/$DELETE/g; s/$BACKSLASH/\\\\\\\\/g" "$W/encoded" >"$W/again"
  cat "$@" >"$W/given"
  same "$W/given" "$W/again"
}

# Decodes base64 that has exactly one spelling: encoded again it gives the same text.
decode() {
  printf '%s' "$1" | base64 -d >"$2" 2>/dev/null || return 1
  [ -s "$2" ] && [ "$(base64 -w 0 <"$2")" = "$1" ]
}

# open_envelope FILE TYPE NAME: leaves $W/NAME (payload), NAME.sig, NAME.pae; KEYID is what the envelope says.
open_envelope() {
  [ -f "$1" ] && canonical "$1" || return 1
  jq -r --arg type "$2" 'if keys == ["payload", "payloadType", "signatures"] and .payloadType == $type and (.signatures | length == 1 and (.[0] | keys == ["keyid", "sig"]))
    then .payload, .signatures[0].sig, .signatures[0].keyid | strings else empty end' "$1" >"$W/parts" 2>/dev/null || return 1
  [ "$(wc -l <"$W/parts")" -eq 3 ] || return 1
  decode "$(sed -n 1p "$W/parts")" "$W/opened" || return 1
  decode "$(sed -n 2p "$W/parts")" "$W/$3.sig" || return 1
  KEYID=$(sed -n 3p "$W/parts")
  canonical "$W/opened" || return 1
  # What is signed is type and payload with their lengths (DSSE's pre-authentication encoding).
  { printf 'DSSEv1 %d %s %d ' "${#2}" "$2" "$(wc -c <"$W/opened")" && cat "$W/opened"; } >"$W/$3.pae"
  # Only what was opened whole is there for the checks that follow.
  mv "$W/opened" "$W/$3"
}

# Big-endian number of four bytes at an offset of a file.
number_at() {
  od -An -tu1 -j "$2" -N 4 "$1" | awk 'NF == 4 { print (($1 * 256 + $2) * 256 + $3) * 256 + $4; found = 1 } END { exit !found }'
}

# signed_by_person FILE KIND NAME: opened, and signed for this kind of statement by the trusted signer it names, whose
# key was valid when it was signed. An SSH signature holds its key, its namespace, and for a security key its flags.
signed_by_person() {
  open_envelope "$1" "application/vnd.writ.$2.v1+json" "$3" || return 1
  # What is refused from here on must not serve any other check.
  mv "$W/$3" "$W/$3.unverified"
  jq -r --arg kind "$2" 'if .writ == 1 and .kind == $kind and (.signer | test("\\A[a-z]([a-z0-9._-]{0,30}[a-z._-])?\\z"))
    and ([.at, .until] | all(test("\\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z\\z"))) and .at <= .until
    then .signer, .at else empty end' "$W/$3.unverified" >"$W/claim" 2>/dev/null || return 1
  signer=$(sed -n 1p "$W/claim")
  moment=$(sed -n '2{s/[.].*//; s/[^0-9]//g; p;}' "$W/claim")
  [ -n "$signer" ] && [ -n "$moment" ] || return 1
  length=$(number_at "$W/$3.sig" 10) || return 1
  fingerprint=$(tail -c +15 "$W/$3.sig" | head -c "$length" | openssl dgst -sha256 -binary | base64 | tr -d '=')
  [ "$KEYID" = "SHA256:$fingerprint" ] || return 1
  kind_length=$(number_at "$W/$3.sig" 14) || return 1
  case $(tail -c +19 "$W/$3.sig" | head -c "$kind_length" | tr -cd 'a-z0-9@.-') in
  sk-*) touched "$W/$3.sig" || return 1 ;;
  esac
  { echo '-----BEGIN SSH SIGNATURE-----' && base64 -w 70 <"$W/$3.sig" && echo '-----END SSH SIGNATURE-----'; } >"$W/$3.armored"
  set -- "$3" "$2"
  if [ -f "$W/revoked_keys" ]; then set -- "$@" -r "$W/revoked_keys"; fi
  name=$1 namespace="writ.$2.v1"
  shift 2
  ssh-keygen -Y verify -f "$W/allowed_signers" -I "$signer" -n "$namespace" -s "$W/$name.armored" "-Overify-time=$moment" "$@" \
    <"$W/$name.pae" >/dev/null 2>&1 || return 1
  mv "$W/$name.unverified" "$W/$name"
}

# The flags of a security key's signature say that a person touched it; ssh-keygen does not insist on that.
touched() {
  at=10
  for _ in key namespace reserved hash; do
    skip=$(number_at "$1" "$at") || return 1
    at=$((at + 4 + skip))
  done
  at=$((at + 4))
  for _ in kind signature; do
    skip=$(number_at "$1" "$at") || return 1
    at=$((at + 4 + skip))
  done
  flags=$(od -An -tu1 -j "$at" -N 1 "$1" | tr -d ' ')
  [ -n "$flags" ] && [ $((flags % 2)) -eq 1 ]
}

# signed_by_harness FILE TYPE NAME: opened, and signed with the Ed25519 key that the approval names.
signed_by_harness() {
  [ -f "$W/harness.der" ] && open_envelope "$1" "$2" "$3" || return 1
  mv "$W/$3" "$W/$3.unverified"
  [ "$KEYID" = "$(digest_of "$W/harness.der")" ] && [ "$(wc -c <"$W/$3.sig")" -eq 64 ] || return 1
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$W/harness.der" -rawin -in "$W/$3.pae" -sigfile "$W/$3.sig" >/dev/null 2>&1 || return 1
  mv "$W/$3.unverified" "$W/$3"
}

# Reads the harness's key out of the approval that was just verified; the prefix is that of every Ed25519 key.
harness_key() {
  decode "$(jq -r .harness "$W/approval")" "$W/key" || return 1
  [ "$(wc -c <"$W/key")" -eq 44 ] && [ "$(od -An -tx1 -N 12 "$W/key" | tr -d ' \n')" = 302a300506032b6570032100 ] || return 1
  mv "$W/key" "$W/harness.der"
}

plain_files() {
  # find prints what should not be there: anything but folders and files of their own, and names beyond the plain.
  # A folder that holds nothing would be there unseen.
  [ -z "$(find . -mindepth 1 -type d -empty -print 2>&1)" ] || return 1
  [ -z "$(find . ! -type d ! -type f -print 2>&1)" ] && [ -z "$(find . -type f -links +1 -print 2>&1)" ] || return 1
  [ -z "$(find . ! -name . \( -name '*[!A-Za-z0-9_.:+@-]*' -o -name '[!A-Za-z0-9_]*' \) -print 2>&1)" ]
}

# The order of after/ is part of it: no waiver without a verdict before it and one after it, no decision without a verdict,
# waivers and decisions numbered without a gap, no branch and no landing without a decision.
expected_places() {
  for entry in *; do
    case $entry in sealed | after) [ -d "$entry" ] || return 1 ;; *) return 1 ;; esac
  done
  [ -d sealed ] || return 1
  [ -d after ] && [ -n "$(ls after)" ] || return 0
  expected='1-verdict.json'
  number=1
  while [ -e "after/1.$number-waiver.json" ] && [ "$number" -le 9 ]; do
    expected="$expected 1.$number-waiver.json 1.$number-verdict.json"
    number=$((number + 1))
  done
  decisions >"$W/decisions"
  if [ -s "$W/decisions" ]; then
    expected="$expected $(tr '\n' ' ' <"$W/decisions")"
    for file in 3-branch.json 3-landing.json; do [ ! -e "after/$file" ] || expected="$expected $file"; done
  fi
  [ "$(ls after | sort)" = "$(printf '%s\n' $expected | sort)" ]
}
# The names of the decisions' files in the order in which they were signed, up to the first that is not there.
decisions() {
  count=1
  file=2-decision.json
  while [ -e "after/$file" ]; do
    echo "$file"
    count=$((count + 1))
    file=2-decision-$count.json
  done
}

REQUIRED='actions.json approvals/admission.json approvals/contract.json approvals/use.json backend/backend.json backend/stderr.log
backend/stdout.log changes.json contract.json digests.json events.normalized.jsonl freshness.json patch.diff replay.json report.json
report.md secrets.json test.log trace.jsonl'

# The signed list of files: sorted, each once, plain names, everything a bundle must hold; and digests.json agrees.
listed_files() {
  jq -e --arg required "$REQUIRED" '._type == "https://in-toto.io/Statement/v1" and .predicateType == "urn:writ:attestation:run:v1" and (.predicate.writ | IN(1, 2))
    and ([.predicate.run, .predicate.task] | all(type == "string" and length > 0))
    and (.subject[0] | .name == "tree" and (.digest | keys == ["gitTree"]) and (.digest.gitTree | test("\\A[0-9a-f]{40}\\z")))
    and (.subject[1:] | all((.digest | keys == ["sha256"]) and (.digest.sha256 | test("\\A[0-9a-f]{64}\\z")) and (.name | test("\\A[A-Za-z0-9_][A-Za-z0-9_.:+@-]*(/[A-Za-z0-9_][A-Za-z0-9_.:+@-]*)*\\z"))))
    and ((if .predicate.writ == 1 then ["secrets.json"] else [] end) as $newer | [.subject[1:][].name] | . == unique and (($required | gsub("\n"; " ") | split(" ")) - . - $newer == []))' "$W/manifest"
}
exact_files() {
  { jq -r '.subject[1:][].name' "$W/manifest" && echo manifest.intoto.jsonl; } | sort >"$W/listed"
  (cd sealed && find . -type f | sed 's,^\./,,') | sort >"$W/present"
  [ -s "$W/present" ] && same "$W/listed" "$W/present"
}
right_digests() {
  jq -r '.subject[1:][] | .digest.sha256 + "  " + .name' "$W/manifest" >"$W/sums" && [ -s "$W/sums" ] && (cd sealed && sha256sum --check --strict --quiet "$W/sums")
}
digests_agree() {
  jq -en --slurpfile m "$W/manifest" --slurpfile d sealed/digests.json \
    '$d == [{ writ: 1, files: ([$m[0].subject[1:][] | select(.name != "digests.json") | { key: .name, value: .digest.sha256 }] | from_entries) }]'
}
canonical_files() {
  # Names of sealed files hold no white space: exact_files has seen to that.
  # shellcheck disable=SC2046
  canonical $(find sealed -type f -name '*.json')
}

# A chain: every line says its number and the digest of the line before it; the manifest says how many there are and
# the digest of the last. Each line becomes a file, so that one sha256sum digests them all (10,000 lines: 1 to 2 s).
chain_holds() {
  file=sealed/$1
  lines=$(wc -l <"$file")
  [ "$lines" -gt 0 ] && [ "$(tail -c 1 "$file" | od -An -tx1 | tr -d ' ')" = 0a ] || return 1
  rm -rf "$W/lines" && mkdir "$W/lines" || return 1
  awk -v folder="$W/lines/" 'BEGIN { ORS = "" } { file = folder sprintf("%09d", NR); print $0 > file; close(file) }' "$file" || return 1
  (cd "$W/lines" && find . -type f | sort | xargs sha256sum) | cut -d ' ' -f 1 >"$W/digests"
  jq -e -n --slurpfile m "$W/manifest" --arg file "$1" --argjson lines "$lines" --arg head "$(tail -n 1 "$W/digests")" \
    '[$m[0].predicate.chains[] | select(.file == $file)] == [{ file: $file, lines: $lines, head: $head }]' || return 1
  head -n 1 "$file" | jq -e --slurpfile m "$W/manifest" \
    'keys == ["contract", "prev", "run", "seq", "type"] and .contract == $m[0].predicate.contract and .run == $m[0].predicate.run' || return 1
  jq -r 'if type == "object" then "\(.seq) \(.prev) \(.type == "chain.opened")" else "no object" end' "$file" >"$W/claims" || return 1
  { printf '%064d\n' 0 && sed '$d' "$W/digests"; } | paste -d ' ' - "$W/claims" |
    awk -v lines="$lines" 'NF != 4 || $1 != $3 || $2 != NR - 1 || $4 != (NR == 1 ? "true" : "false") { wrong = 1 } END { exit wrong || NR != lines }'
}
# What may be waived at all, and for how many days: WAIVERS and TERMS in src/contract/policy.ts.
WAIVABLE='["secrets.absent","tree.clean.end"]'
WAIVER_DAYS='{ "light": 7, "standard": 7, "strict": 1 }'

# take_waiver FILE NAME VERDICT: a waiver signed by a person; VERDICT is the digest of the verdict it has to be about, or
# empty for one that was sealed with the run.
take_waiver() {
  signed_by_person "$1" waive waiver || return 1
  jq -c --arg envelope "$(digest_of "$1")" --arg name "$2" --arg over "$3" '{ $envelope, $name, $over, statement: . }' "$W/waiver" >>"$W/waivers"
}
# The waiver that was just taken is about this run, and about a gate that may be waived.
waiver_table() {
  table '($waivers[-1] as $w | $w.statement as $s | [
    ["it waives a gate that may be waived, for a reason", try (('"$WAIVABLE"' | index($s.gate) != null) and ($s.because | test("[\\p{L}\\p{N}]"))) catch false],
    ["it is about this contract, in this repository", try ($s.contract == $contract_digest and [$s.task, $s.version] == [$contract.id, $contract.version] and $s.repository == $freshness.repository) catch false],
    ["it is about this run and the verdict before it", try (if $w.over == "" then $s.over == null and $w.name == $s.gate and ($s | covers($freshness.startedAt))
      else $s.over == { run: $p.run, manifest: $manifest_digest, verdict: $w.over } end) catch false],
    ["it holds no longer than a waiver may", try (($s.until | milliseconds) - ($s.at | milliseconds) <= '"$WAIVER_DAYS"'[$contract.strictness] * 86400000) catch false]
  ] | .[])'
}

only_these_chains() { jq -e '[.predicate.chains[].file] == ["events.normalized.jsonl", "trace.jsonl"]' "$W/manifest"; }

# table FILTER: a list of [sentence, condition]; a condition that cannot even be asked does not hold.
table() {
  for name in manifest approval admission run contract superseded use freshness changes secrets backend report waivers before verdict decision branch landing; do
    [ -f "$W/$name" ] || echo null >"$W/$name"
    set -- "$@" --slurpfile "$name" "$W/$name"
  done
  filter=$1
  shift
  jq -rn "$@" --slurpfile earlier "$W/earlier" --arg approval_key "$APPROVAL_KEY" --arg superseded_digest "${SUPERSEDED-}" --arg contract_digest "$(digest_of sealed/contract.json)" --arg approval_digest "$(digest_of sealed/approvals/contract.json)" \
    --arg manifest_digest "$(digest_of sealed/manifest.intoto.jsonl)" --arg verdict_digest "${VERDICT-}" --arg decision_digest "${DECISION-}" \
    --arg after_digest "${BEFORE-}" --arg branch_digest "${BRANCH-}" --slurpfile decisions "$W/decided" \
    'def is_id: test("\\A[0-9a-f]{40}\\z"); def seconds: .[0:19] + "Z" | fromdate; def milliseconds: seconds * 1000 + (.[20:23] | tonumber); def covers($at): (.at | seconds) - 300 <= ($at | seconds) and $at <= .until;
     def met: . as $policy | ($decisions | map(.signer)) as $who | ($policy.decide.each | length) as $many
       | ($policy.decide | (.each | all(type == "string")) and (.any == null or (.any | length > 0))) and ($policy.decide.any == null or ($policy.decide.each - $policy.decide.any == []))
         and (if $many > 0 then [$who[] | select(IN($policy.decide.each[]))] == $policy.decide.each
              else ($who | any(. as $one | $policy.decide.any == null or ($policy.decide.any | index($one) != null))) end);
     $manifest[0] as $m | $m.predicate as $p | $m.subject[0].digest.gitTree as $tree | $approval[0] as $approval | $admission[0] as $admission | $run[0] as $run
     | $contract[0] as $contract | $superseded[0] as $superseded | $use[0] as $use | $freshness[0] as $freshness | $changes[0] as $changes | $secrets[0] as $secrets | $backend[0] as $backend | $report[0] as $report
     | $before[0] as $before | $verdict[0] as $verdict | $decision[0] as $decision | $branch[0] as $branch | $landing[0] as $landing | '"$filter"' | (if .[1] == true then "ok      " else "FAILED  " end) + .[0]' >"$W/table" 2>/dev/null || echo 'FAILED  these files cannot be compared' >>"$W/table"
  [ -s "$W/table" ] || echo 'FAILED  nothing was compared' >>"$W/table"
  cat "$W/table"
  FAILED=$((FAILED + $(grep -c '^FAILED' "$W/table")))
}

# ---- what is there -------------------------------------------------------------------------------------------------
says 'the bundle holds nothing but plain files of its own' plain_files || finish
says 'there is nothing beside sealed/ and after/' expected_places || finish
# A line without namespaces would let a key meant for something else approve contracts.
namespaced() { awk '!/^[ \t]*(#|$)/ && !/namespaces=/ { wrong = 1 } END { exit wrong }' "$W/allowed_signers"; }
says 'every trusted key says what it may sign' namespaced

# ---- approval → harness → manifest → files ----------------------------------------------------------------------------
says 'the contract approval is signed by a trusted signer' signed_by_person sealed/approvals/contract.json contract approval || finish
says 'it names the key of the harness' harness_key || finish
says 'the manifest is signed by that harness' signed_by_harness sealed/manifest.intoto.jsonl application/vnd.in-toto+json manifest || finish
says 'the manifest lists what a bundle must hold' listed_files || finish
says 'exactly the listed files are there' exact_files || finish
says 'every file is what the manifest lists' right_digests || finish
says 'every JSON file is in canonical form' canonical_files
says 'digests.json says the same' digests_agree
says 'both chains are signed for' only_these_chains
for chain in events.normalized.jsonl trace.jsonl; do says "the chain of $chain holds" chain_holds "$chain"; done
says 'the admission is signed by a trusted signer' signed_by_person sealed/approvals/admission.json admit admission
# Where several signers approve in order, the ones before the last are numbered from 1, without a gap.
: >"$W/earlier"
APPROVAL_KEY=$(jq -r '.signatures[0].keyid' sealed/approvals/contract.json)
count=0
for file in sealed/approvals/contract-*.json; do
  [ -f "$file" ] || break
  count=$((count + 1))
  if says "approval $count in order is signed by a trusted signer" signed_by_person "sealed/approvals/contract-$count.json" contract "earlier-$count"; then
    jq -c --arg digest "$(digest_of "sealed/approvals/contract-$count.json")" --arg key "$KEYID" '. + { digest: $digest, key: $key }' "$W/earlier-$count" >>"$W/earlier"
  else
    echo null >>"$W/earlier"
  fi
done
if [ -f sealed/approvals/run.json ]; then says 'the run approval is signed by a trusted signer' signed_by_person sealed/approvals/run.json run run; fi

cp sealed/contract.json "$W/contract"
if [ -f sealed/superseded.json ]; then
  cp sealed/superseded.json "$W/superseded"
  SUPERSEDED=$(digest_of sealed/superseded.json)
fi
cp sealed/approvals/use.json "$W/use"
cp sealed/freshness.json "$W/freshness"
cp sealed/backend/backend.json "$W/backend"
# The rest may be large and is not compared.
jq -c '{ base, tree, paths: (.paths | length) }' sealed/changes.json >"$W/changes" 2>/dev/null
jq -c '{ tree }' sealed/secrets.json >"$W/secrets" 2>/dev/null
jq -c '{ run, task, contract, base, tree }' sealed/report.json >"$W/report" 2>/dev/null
table '(
  ["the contract is the approved one", try ($approval.contract == $contract_digest and $p.contract == $contract_digest) catch false],
  ["the task and version are the approved ones", try ([$contract.id, $contract.version] == [$approval.task, $approval.version] and $p.task == $contract.id) catch false],
  ["the manifest is about this approval", try ($p.approval == $approval_digest and $use.approval == $approval_digest) catch false],
  ["the base is the approved one", try ([$p.base, $freshness.base, $changes.base, $report.base, $approval.base] | all(is_id) and unique == [$approval.base]) catch false],
  ["all files are about one result tree", try (([$freshness.tree, $changes.tree, $report.tree] + (if $p.writ == 1 then [] else [$secrets.tree] end)) | all(. == $tree)) catch false],
  ["all files are about one run of one task", try (([$use.run, $freshness.run, $report.run] | all(. == $p.run)) and ([$freshness.task, $report.task] | all(. == $p.task)) and $report.contract == $contract_digest) catch false],
  ["the approval covers this attempt", try (([$p.attempt, $approval.attempts] | all(type == "number")) and $p.attempt >= 1 and $p.attempt <= $approval.attempts and $use.attempt == $p.attempt and $freshness.attempt == $p.attempt and $use.foreignUses == 0) catch false],
  ["the approval held when the run began", try ($approval | covers($freshness.startedAt)) catch false],
  ["somebody approved the run itself", try ((if $run == null then ($approval.grants | index("run") != null) and $contract.strictness != "strict"
    else $run.contract == $contract_digest and $run.approval == $approval_digest and $run.backend == $backend.id and ($run | covers($freshness.startedAt)) end)) catch false],
  ["what this version takes the place of is the one beside it", try (if $superseded == null then ($approval | has("supersedes") | not)
    else $approval.supersedes.contract == $superseded_digest and $superseded.id == $contract.id and $superseded.version < $contract.version end) catch false],
  ["all who had to approve did, in order, the same, each with a key of their own", try (($earlier + [$approval + { digest: $approval_digest, key: $approval_key }]) as $all
    | ($freshness.approvers | type == "array") and ($freshness.approvers == [] or [$all[].signer] == $freshness.approvers)
    and ($all | map(del(.signer, .at, .until, .nonce, .token, .after, .digest, .key)) | unique | length == 1) and ([$all[].key] | unique | length) == ($all | length)
    and ([$all[].after] == [null] + [$all[:-1][].digest]) and ($all | all(covers($freshness.startedAt)))) catch false],
  ["the backend is the approved one", try ($approval.backend == null or $approval.backend == $backend.id) catch false],
  ["repository and branch are the approved ones", try (($approval.repository.roots | length) > 0 and ($approval.targetRef | startswith("refs/heads/")) and $approval.repository == $freshness.repository and $approval.targetRef == $freshness.targetRef) catch false],
  ["the admission is about this repository and branch", try ($admission.repository == $freshness.repository and ([$admission.branch, "refs/heads/" + $admission.branch] | index($freshness.targetRef) != null) and $admission.owned == true and $admission.critical == false) catch false],
  ["the admission held when the run began", try ($admission | covers($freshness.startedAt)) catch false],
  ["the admission covers the risk", try (["LOW", "MEDIUM", "HIGH"] | [index($contract.riskTier.tier), index($admission.riskClass)] | all(type == "number") and .[0] <= .[1]) catch false]
)'

# ---- waivers that were sealed with the run -----------------------------------------------------------------------------
: >"$W/waivers"
if [ -d sealed/approvals/waivers ]; then
  for file in sealed/approvals/waivers/*; do
    gate=${file##*/} gate=${gate%.json}
    says "the waiver of $gate is signed by a trusted signer" take_waiver "$file" "$gate" '' && waiver_table
  done
fi

# ---- verdict → decision → landing -------------------------------------------------------------------------------------
END='sealed, no verdict yet'
# verdict_table: the verdict that was just opened is about this bundle, and says what its gates and waivers say.
verdict_table() {
  table '(
    ["the verdict is about this bundle", try ($verdict.writ == 1 and $verdict.kind == "verdict" and $verdict.manifest == $manifest_digest and $verdict.contract == $contract_digest and $verdict.tree == $tree and $verdict.run == $p.run) catch false],
    ["it says NO-CHANGE exactly where nothing was changed", try (($verdict.noChange == true) == ($verdict.result == "PASS" and $changes.paths == 0)) catch false],
    ["the verdict is what its gates say", try (($verdict.result == "PASS" or $verdict.result == "FAIL") and ($verdict.result == "PASS") == (($verdict.gates | length) > 0 and ($verdict.gates | all(.outcome == "pass" or .waiver != null)))) catch false],
    ["every waived gate failed, and its waiver is here and held", try ($verdict.gates | all(.waiver == null or (. as $line | .outcome == "fail" and ([$waivers[] | select(.envelope == $line.waiver.envelope)]
      | length == 1 and (.[0].statement | .gate == $line.gate and { signer, until, because } == ($line.waiver | { signer, until, because }) and covers($verdict.at)))))) catch false]
  )'
}
if [ -f after/1-verdict.json ]; then
  END='sealed and judged, not decided'
  STANDING=after/1-verdict.json
  says 'the verdict is signed by the harness' signed_by_harness "$STANDING" application/vnd.writ.verdict.v1+json verdict
  verdict_table
  number=1
  while [ -f "after/1.$number-waiver.json" ]; do
    says "waiver $number is signed by a trusted signer" take_waiver "after/1.$number-waiver.json" "$number" "$(digest_of "$STANDING")" || break
    waiver_table
    mv "$W/verdict" "$W/before"
    STANDING=after/1.$number-verdict.json
    says "the verdict after waiver $number is signed by the harness" signed_by_harness "$STANDING" application/vnd.writ.verdict.v1+json verdict
    verdict_table
    table '["it follows the one before, and the waiver counts in it", try ($before.at <= $verdict.at and ($verdict.gates | any(.waiver.envelope == $waivers[-1].envelope))) catch false]'
    number=$((number + 1))
  done
fi
# Decisions: each about the same verdict, each naming the one before, each by another person with another key.
if [ -f after/2-decision.json ]; then
  VERDICT=$(digest_of "$STANDING")
  for file in $(decisions); do
    rm -f "$W/decision"
    says "the decision in $file is signed by a trusted signer" signed_by_person "after/$file" decision decision
    if [ -f "$W/decision" ]; then cat "$W/decision" >>"$W/decided" && echo "$KEYID" >>"$W/keys"; fi
    table '(
      ["the decision is about this verdict", try ($decision.verdict == $verdict_digest and $decision.result == $verdict.result and $decision.notices == $verdict.notices) catch false],
      ["the decision is about this bundle", try ($decision.manifest == $manifest_digest and $decision.contract == $contract_digest and $decision.tree == $tree and $decision.base == $p.base and $decision.run == $p.run and $decision.targetRef == $approval.targetRef) catch false],
      ["the decision says NO-CHANGE as the verdict does", try ($decision.noChange == $verdict.noChange) catch false],
      ["the decision follows the one before it", try (($decision.after // "") == $after_digest) catch false],
      ["it does not outlive a waiver it rests on", try ($decision.outcome == "reject" or ($verdict.gates | all(.waiver == null or $decision.until <= .waiver.until))) catch false],
      ["only a PASS is accepted", try ($decision.outcome == "reject" or ($decision.outcome == "accept" and $decision.result == "PASS")) catch false]
    )'
    BEFORE=$(digest_of "after/$file")
  done
  DECISION=$BEFORE
  END="decided: $(jq -rs 'if all(.outcome == "accept") | not then "rejected" elif last.noChange then "accepted, NO-CHANGE: nothing is to land" else "accepted" + (last | if (.policy // null) == null or .policy.decide.each == [] then "" else " by " end) end' "$W/decided" 2>/dev/null)"
  case $END in *' by ') END="$END$(jq -rs 'map(.signer) | join(", ")' "$W/decided")" ;; esac
  says 'nobody decided twice' [ "$(sort "$W/keys" | uniq -d)" = '' ]
  table '(
    ["nothing follows a rejection", try (($decisions[:-1] | all(.outcome == "accept")) and ($decisions[-1].outcome == "accept" or ($branch == null and $landing == null))) catch false]
  )'
fi
if [ -f after/3-branch.json ]; then
  BRANCH=$(digest_of after/3-branch.json)
  END='accepted, on a branch of its own'
  says 'the branch is signed by the harness' signed_by_harness after/3-branch.json application/vnd.writ.branch.v1+json branch
  table '(
    ["the branch follows this decision, which accepts", try ($verdict.noChange != true and $branch.writ == 1 and $branch.kind == "branch" and $branch.decision == $decision_digest and $verdict.result == "PASS" and $branch.run == $p.run) catch false],
    ["the branch holds the accepted tree on the approved base", try (($branch.commit | is_id) and $branch.tree == $tree and $branch.parent == $p.base and $branch.target == $decision.targetRef and $branch.ref != $branch.target) catch false],
    ["everybody decided whom the policy asks for", try ("refs/heads/" + $branch.policy.branch == $decision.targetRef and ($branch.policy | met)) catch false],
    ["every decision held when the branch was made", try ($decisions | all(covers($branch.at))) catch false]
  )'
fi
if [ -f after/3-landing.json ]; then
  END='landed'
  says 'the landing is signed by the harness' signed_by_harness after/3-landing.json application/vnd.writ.landing.v1+json landing
  table '(
    ["the landing follows this decision, which accepts", try ($verdict.noChange != true and $landing.writ == 1 and $landing.kind == "landing" and $landing.decision == $decision_digest and $decision.outcome == "accept" and $verdict.result == "PASS" and $landing.run == $p.run) catch false],
    ["the accepted tree landed on the branch, from where the decision saw it", try (([$landing.commit, $landing.old, $landing.new, $landing.parent] | all(is_id)) and $landing.ref == $decision.targetRef and $landing.old == $decision.targetOld and $landing.old == $p.base
      and (if $landing.how == "merged" then $branch != null and $branch.at <= $landing.at and ($landing.commit != $branch.commit or ($landing.tree == $tree and $landing.parent == $p.base))
           else $landing.tree == $tree and $landing.parent == $landing.old and $landing.how == $landing.policy.how and ($landing.how == "fast-forward" or $landing.how == "commit") and ($landing.how == "fast-forward") == ($landing.new == $landing.commit) end)) catch false],
    ["everybody decided whom the policy asks for", try ("refs/heads/" + $landing.policy.branch == $landing.ref and ($landing.policy | met) and ($landing.how == "merged" or $landing.policy.protected == false)) catch false],
    ["every decision held when it landed", try ((if $landing.how == "merged" then $branch.at else $landing.at end) as $at | $decisions | all(covers($at))) catch false]
  )'
fi

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
# The same paths, from the same bytes to the same bytes, as the sealed changes say.
merged_says() {
  with_git diff-tree -r --raw --no-renames --full-index -z "$(jq -r .parent "$W/landing")" "$(jq -r .commit "$W/landing")" >"$W/merged" || return 1
  jq -j '.paths | sort_by(.path)[] | ":\(.oldMode) \(.newMode) \(.oldBlob) \(.newBlob) \({ added: "A", modified: "M", deleted: "D", "type-changed": "T" }[.status])\u0000\(.path)\u0000"' sealed/changes.json >"$W/accepted" || return 1
  [ -s "$W/accepted" ] && same "$W/merged" "$W/accepted" && with_git merge-base --is-ancestor "$(jq -r .commit "$W/landing")" "$(jq -r .new "$W/landing")"
}
if [ -n "$REPO" ]; then
  says 'the repository holds the result tree' is_a tree "$(jq -r '.subject[0].digest.gitTree' "$W/manifest")"
  says 'the repository holds the base' is_a commit "$(jq -r .predicate.base "$W/manifest")"
  if [ -f after/3-branch.json ]; then
    says 'the commit on the branch of its own has that tree and that parent' commit_says "$(jq -r .commit "$W/branch")" "$(jq -r .tree "$W/branch")" "$(jq -r .parent "$W/branch")"
  fi
  if [ -f after/3-landing.json ]; then
    says 'the landed commit has that tree and that parent' commit_says "$(jq -r .commit "$W/landing")" "$(jq -r .tree "$W/landing")" "$(jq -r .parent "$W/landing")"
    case $(jq -r .how "$W/landing") in
    commit) says 'the branch stands at a commit that merges it and nothing else' merge_says "$(jq -r .new "$W/landing")" "$(jq -r .tree "$W/landing")" "$(jq -r .old "$W/landing")" "$(jq -r .commit "$W/landing")" ;;
    merged) says 'the landed commit changes exactly what was accepted, and the branch holds it' merged_says ;;
    esac
  fi
fi
finish "$END"
