import type { Definition } from './ast.ts';
import { parseDefinitions } from './parser.ts';

/** Built-in functions that are best said in the language itself. Read once, when the first of them is asked for. */
const source = `
def error(f): f | error;
def map(f): [.[] | f];
def select(f): if f then . else empty end;
def map_values(f): .[] |= f;
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type == "array" or type == "object");
def scalars: select(type != "array" and type != "object");
def normals: select(isnormal);
def finites: select(isfinite);
def isfinite: type == "number" and (isinfinite | not);
def isvalid(f): try (f | true) catch false;
def in(xs): . as $x | xs | has($x);
def inside(xs): . as $x | xs | contains($x);
def first: .[0];
def last: .[-1];
def nth($n): .[$n];
def add(f): reduce f as $x (null; . + $x);
def any: any(.[]; .);
def all: all(.[]; .);
def any(f): any(.[]; f);
def all(f): all(.[]; f);
def paths: path(..) | select(length > 0);
def paths(f): path(.. | select(f)) | select(length > 0);
def leaf_paths: paths(type != "array" and type != "object");
def pick(f): . as $in | reduce path(f) as $p (null; setpath($p; $in | getpath($p)));
def with_entries(f): to_entries | map(f) | from_entries;
def index($i): indices($i) | .[0];
def rindex($i): indices($i) | .[-1:][0];
def toarray: if type == "array" then . else [.] end;
def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $rest | [$x] + $rest end;
def combinations(n): . as $in | [range(n) | $in] | combinations;
def env: $ENV;
def halt_error: halt_error(5);
def todate: todateiso8601;
def fromdate: fromdateiso8601;
def date: todate;
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def dateadd(u; n): . + n;
def datesub(u; n): . - n;
def ascii: [.] | implode;
def ltrimstr($x): if startswith($x) then .[$x | length:] end;
def rtrimstr($x): if endswith($x) then .[:length - ($x | length)] end;
def trimstr($x): ltrimstr($x) | rtrimstr($x);
def inputs: def next: (try input catch (if . == "break" then empty else error end)) | (., next); next;
def truncate_stream(f): . as $n | null | f | . as $event | if (.[0] | length) > $n then setpath([0]; $event[0][$n:]) else empty end;
def fromstream(f): {x: null, e: false} as $start
  | foreach f as $i ($start;
      if .e then $start end
      | if $i | length == 2
        then setpath(["e"]; $i[0] | length == 0) | setpath(["x"] + $i[0]; $i[1])
        else setpath(["e"]; $i[0] | length == 1) end;
      if .e then .x else empty end);
def debug(f): (f | debug | empty), .;
def INDEX(f; key): reduce f as $row ({}; .[$row | key | tostring] = $row);
def INDEX(key): INDEX(.[]; key);
def GROUP_BY(key): group_by(key);
def UNIQUE_BY(key): unique_by(key);
def JOIN($index; key): [.[] | [., $index[key]]];
def JOIN($index; f; key): f | [., $index[key]];
def JOIN($index; f; key; join): f | [., $index[key]] | join;
def IN(f): any(f == .; .);
def IN(f; g): any(f == g; .);
def match($re; $flags): _match($re; $flags; false) | .[];
def test($re; $flags): _match($re; $flags; true);
def _pattern(f): if type == "string" then [., null] | f elif type == "array" and length > 0 then [.[0], .[1]] | f
  else error(type + " not a string or array") end;
def match($re): . as $text | $re | _pattern(. as $p | $text | match($p[0]; $p[1]));
def test($re): . as $text | $re | _pattern(. as $p | $text | test($p[0]; $p[1]));
def capture($re): . as $text | $re | _pattern(. as $p | $text | capture($p[0]; $p[1]));
def capture($re; $flags): _captures($re; $flags) | .[];
def scan($re): scan($re; null);
def scan($re; $flags): match($re; "g" + $flags) | if .captures == [] then .string else [.captures[].string] end;
def splits($re): splits($re; null);
def splits($re; $flags): _split($re; $flags) | .[];
def split($re; $flags): _split($re; $flags);
`;

let definitions: ReadonlyMap<string, Definition> | null = null;

export function definedBuiltin(name: string): Definition | undefined {
  return allDefined().get(name);
}

export function definedNames(): readonly string[] {
  return [...allDefined().keys()];
}

function allDefined(): ReadonlyMap<string, Definition> {
  definitions ??= new Map(
    parseDefinitions(source).map((definition) => [`${definition.name}/${definition.parameters.length}`, definition]),
  );
  return definitions;
}
