/** Honest changes of Go, tested with `go test`, with a dead part and vacuous tests for each; see planted.ts. */
import type { Check } from '#contract';
import type { Change } from './change.ts';

const GO: Check = { id: 'tests', run: ['go', 'test', './...'], reports: 'go-test', timeoutMs: 120_000 };
const MODULE = { 'go.mod': 'module example.com/shop\n\ngo 1.19\n' };
const HEAD = 'package shop\n\nimport "testing"\n\n';

export const GO_CHANGES: readonly Change[] = [
  {
    name: 'go: a wrong month is mended',
    before: {
      ...MODULE,
      'month.go': 'package shop\n\nfunc Month(n int) int {\n\treturn n\n}\n',
      'month_test.go': `${HEAD}func TestIsSomething(t *testing.T) {\n\tif Month(1) < 1 {\n\t\tt.Error("less than 1")\n\t}\n}\n`,
    },
    after: {
      'month.go': 'package shop\n\n// Month is one as people count them.\nfunc Month(n int) int {\n\treturn n + 1\n}\n',
      'count_test.go': `${HEAD}func TestCountsFrom1(t *testing.T) {\n\tif got := Month(0); got != 1 {\n\t\tt.Errorf("got %d", got)\n\t}\n}\n`,
    },
    ...{ check: GO, tests: ['TestCountsFrom1'] },
    dead: { path: 'month.go', before: '// Month is', text: 'const MonthsInAYear = 12\n' },
    vacuous: { 'count_test.go': `${HEAD}func TestCountsFrom1(t *testing.T) {\n\tt.Log(Month(0))\n}\n` },
  },
  {
    name: 'go: a new type with methods',
    before: { ...MODULE, 'doc.go': '// Package shop sells.\npackage shop\n' },
    after: {
      'basket.go':
        'package shop\n\n// Basket is what somebody is about to buy.\ntype Basket struct {\n\tprices []int\n}\n\n// Add puts something into it.\nfunc (b *Basket) Add(price int) {\n\tb.prices = append(b.prices, price)\n}\n\n// Total is what it costs.\nfunc (b *Basket) Total() int {\n\tsum := 0\n\tfor _, price := range b.prices {\n\t\tsum += price\n\t}\n\treturn sum\n}\n',
      'basket_test.go': `${HEAD}func TestAddsUp(t *testing.T) {\n\tvar b Basket\n\tb.Add(3)\n\tb.Add(4)\n\tif b.Total() != 7 {\n\t\tt.Fatalf("got %d", b.Total())\n\t}\n}\n`,
    },
    ...{ check: GO, tests: ['TestAddsUp'] },
    dead: {
      path: 'basket.go',
      before: '// Total is',
      text: 'func (b *Basket) Empty() {\n\tb.prices = nil\n}\n',
    },
    vacuous: { 'basket_test.go': `${HEAD}func TestAddsUp(t *testing.T) {\n\tvar b Basket\n\tb.Add(3)\n}\n` },
  },
  {
    name: 'go: a branch for an edge case',
    before: {
      ...MODULE,
      'mean.go':
        'package shop\n\n// Mean is that of some numbers.\nfunc Mean(numbers []int) int {\n\tsum, count := 0, 0\n\tfor _, n := range numbers {\n\t\tsum += n\n\t\tcount++\n\t}\n\treturn sum / (count + 1)\n}\n',
      'mean_test.go': `${HEAD}func TestOfNothing(t *testing.T) {\n\tif Mean(nil) != 0 {\n\t\tt.Error("nothing has no mean")\n\t}\n}\n`,
    },
    after: {
      'mean.go':
        'package shop\n\n// Mean is that of some numbers.\nfunc Mean(numbers []int) int {\n\tif len(numbers) == 0 {\n\t\treturn 0\n\t}\n\tsum := 0\n\tfor _, n := range numbers {\n\t\tsum += n\n\t}\n\treturn sum / len(numbers)\n}\n',
      'two_test.go': `${HEAD}func TestOfTwo(t *testing.T) {\n\tif got := Mean([]int{1, 3}); got != 2 {\n\t\tt.Errorf("got %d", got)\n\t}\n}\n`,
    },
    ...{ check: GO, tests: ['TestOfTwo'] },
    dead: { path: 'mean.go', before: 'sum := 0', text: '\tif len(numbers) == 1 {\n\t\treturn numbers[0]\n\t}' },
    vacuous: {
      'two_test.go': `${HEAD}func TestOfTwo(t *testing.T) {\n\tif got := Mean([]int{1, 3}); got > 100 {\n\t\tt.Errorf("got %d", got)\n\t}\n}\n`,
    },
  },
  {
    name: 'go: an error is told',
    before: { ...MODULE, 'doc.go': '// Package shop sells.\npackage shop\n' },
    after: {
      'parse.go':
        'package shop\n\nimport (\n\t"errors"\n\t"strconv"\n\t"strings"\n)\n\n// ErrNoPrice is given for what is no price.\nvar ErrNoPrice = errors.New("no price")\n\n// Parse reads a price in cents.\nfunc Parse(text string) (int, error) {\n\tcents, err := strconv.Atoi(strings.TrimSuffix(text, "c"))\n\tif err != nil {\n\t\treturn 0, ErrNoPrice\n\t}\n\treturn cents, nil\n}\n',
      'parse_test.go':
        'package shop\n\nimport (\n\t"errors"\n\t"testing"\n)\n\nfunc TestReadsCents(t *testing.T) {\n\tif cents, err := Parse("15c"); cents != 15 || err != nil {\n\t\tt.Errorf("got %d, %v", cents, err)\n\t}\n}\n\nfunc TestTellsWhatIsNone(t *testing.T) {\n\tif _, err := Parse("much"); !errors.Is(err, ErrNoPrice) {\n\t\tt.Errorf("got %v", err)\n\t}\n}\n',
    },
    ...{ check: GO, tests: ['TestReadsCents', 'TestTellsWhatIsNone'] },
    dead: { path: 'parse.go', before: 'return cents, nil', text: '\tif cents == 7 {\n\t\tcents += 0\n\t}' },
    vacuous: {
      'parse_test.go':
        'package shop\n\nimport "testing"\n\nfunc TestReadsCents(t *testing.T) {\n\t_, _ = Parse("15c")\n}\n\nfunc TestTellsWhatIsNone(t *testing.T) {\n\tif _, err := Parse("much"); err == nil {\n\t\tt.Log("none")\n\t}\n}\n',
    },
  },
  {
    name: 'go: a function of functions',
    before: { ...MODULE, 'doc.go': '// Package shop sells.\npackage shop\n' },
    after: {
      'discount.go':
        'package shop\n\n// Discount gives what something costs, less some percent, and never less than nothing.\nfunc Discount(percent int) func(int) int {\n\treturn func(price int) int {\n\t\tleft := price - price*percent/100\n\t\tif left < 0 {\n\t\t\treturn 0\n\t\t}\n\t\treturn left\n\t}\n}\n',
      'discount_test.go': `${HEAD}func TestDiscount(t *testing.T) {\n\tfor _, one := range []struct{ percent, price, want int }{{10, 200, 180}, {150, 200, 0}} {\n\t\tif got := Discount(one.percent)(one.price); got != one.want {\n\t\t\tt.Errorf("%v: got %d", one, got)\n\t\t}\n\t}\n}\n`,
    },
    ...{ check: GO, tests: ['TestDiscount'] },
    dead: {
      path: 'discount.go',
      before: 'return left',
      text: '\t\tif percent == 50 {\n\t\t\tleft = price - price/2\n\t\t}',
    },
    vacuous: {
      'discount_test.go': `${HEAD}func TestDiscount(t *testing.T) {\n\tif Discount(10) == nil {\n\t\tt.Error("nothing")\n\t}\n}\n`,
    },
  },
];
