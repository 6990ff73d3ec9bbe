/** Honest changes of Python, tested with pytest, with a dead part and vacuous tests for each; see planted.ts. */
import type { Check } from '#contract';
import type { Change } from './change.ts';

// The system's own: what else lies on a PATH may look into a home that is not there.
const PYTEST: Check = { id: 'tests', run: ['/usr/bin/python3', '-m', 'pytest'], reports: 'pytest', timeoutMs: 120_000 };
const PACKAGE = { 'shop/__init__.py': '', 'tests/__init__.py': '' };

export const PYTHON_CHANGES: readonly Change[] = [
  {
    name: 'pytest: a wrong month is mended',
    before: {
      ...PACKAGE,
      'shop/month.py': 'def month(date):\n    return date.month - 1\n',
      'tests/test_month.py':
        'from datetime import date\nfrom shop.month import month\n\n\ndef test_is_a_number():\n    assert isinstance(month(date(2026, 11, 21)), int)\n',
    },
    after: {
      'shop/month.py': '# Months as people count them.\ndef month(date):\n    return date.month\n',
      'tests/test_count.py':
        'from datetime import date\nfrom shop.month import month\n\n\ndef test_counts_from_1():\n    assert month(date(2026, 11, 21)) == 11\n',
    },
    ...{ check: PYTEST, tests: ['test_counts_from_1'] },
    dead: { path: 'shop/month.py', before: 'def month', text: 'MONTHS_IN_A_YEAR = 12\n\n' },
    vacuous: {
      'tests/test_count.py':
        'from datetime import date\nfrom shop.month import month\n\n\ndef test_counts_from_1():\n    month(date(2026, 11, 21))\n',
    },
  },
  {
    name: 'pytest: a new module with a class',
    before: PACKAGE,
    after: {
      'shop/basket.py':
        'class Basket:\n    """What somebody is about to buy."""\n\n    def __init__(self):\n        self.items = []\n\n    def add(self, price, count=1):\n        self.items.append((price, count))\n\n    def total(self):\n        return sum(price * count for price, count in self.items)\n',
      'tests/test_basket.py':
        'from shop.basket import Basket\n\n\ndef test_adds_up():\n    basket = Basket()\n    basket.add(3)\n    basket.add(2, count=2)\n    assert basket.total() == 7\n',
    },
    ...{ check: PYTEST, tests: ['test_adds_up'] },
    dead: { path: 'shop/basket.py', before: 'def total', text: '    def empty(self):\n        self.items = []\n' },
    vacuous: {
      'tests/test_basket.py':
        'from shop.basket import Basket\n\n\ndef test_adds_up():\n    basket = Basket()\n    basket.add(3)\n    assert basket\n',
    },
  },
  {
    name: 'pytest: a branch for an edge case',
    before: {
      ...PACKAGE,
      'shop/mean.py': 'def mean(numbers):\n    return sum(numbers) / max(1, len(numbers))\n',
      'tests/test_mean.py': 'from shop.mean import mean\n\n\ndef test_of_two():\n    assert mean([1, 3]) == 2\n',
    },
    after: {
      'shop/mean.py':
        'def mean(numbers):\n    if not numbers:\n        raise ValueError("nothing has no mean")\n    return sum(numbers) / max(1, len(numbers))\n',
      'tests/test_nothing.py':
        'import pytest\nfrom shop.mean import mean\n\n\ndef test_of_nothing_there_is_none():\n    with pytest.raises(ValueError, match="no mean"):\n        mean([])\n',
    },
    ...{ check: PYTEST, tests: ['test_of_nothing_there_is_none'] },
    dead: { path: 'shop/mean.py', before: 'return sum', text: '    if len(numbers) == 1:\n        return numbers[0]' },
    vacuous: {
      'tests/test_nothing.py':
        'from shop.mean import mean\n\n\ndef test_of_nothing_there_is_none():\n    try:\n        mean([])\n    except ValueError:\n        pass\n',
    },
  },
  {
    name: 'pytest: a decorator',
    before: PACKAGE,
    after: {
      'shop/retry.py':
        'import functools\n\n\ndef retry(times):\n    def decorate(call):\n        @functools.wraps(call)\n        def again(*args):\n            for left in reversed(range(times)):\n                try:\n                    return call(*args)\n                except OSError:\n                    if left == 0:\n                        raise\n\n        return again\n\n    return decorate\n',
      'tests/test_retry.py':
        'import pytest\nfrom shop.retry import retry\n\n\ndef failing(times):\n    seen = []\n\n    @retry(3)\n    def call(value):\n        """Calls."""\n        seen.append(value)\n        if len(seen) <= times:\n            raise OSError("busy")\n        return len(seen)\n\n    return call\n\n\ndef test_tries_again():\n    assert failing(2)(7) == 3\n    assert failing(0).__doc__ == "Calls."\n\n\ndef test_gives_up():\n    with pytest.raises(OSError, match="busy"):\n        failing(3)(7)\n',
    },
    ...{ check: PYTEST, tests: ['test_tries_again', 'test_gives_up'] },
    dead: { path: 'shop/retry.py', before: 'for left', text: '            began = len(args)' },
    vacuous: {
      'tests/test_retry.py':
        'from shop.retry import retry\n\n\ndef test_tries_again():\n    assert retry\n\n\ndef test_gives_up():\n    assert callable(retry(3))\n',
    },
  },
  {
    name: 'pytest: a default, in a dataclass',
    before: {
      ...PACKAGE,
      'shop/price.py':
        'from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Price:\n    cents: int\n\n    def shown(self):\n        return f"{self.cents / 100:.2f}"\n',
      'tests/test_price.py':
        'from shop.price import Price\n\n\ndef test_is_shown():\n    assert Price(150).shown().startswith("1.50")\n',
    },
    after: {
      'shop/price.py':
        'from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Price:\n    cents: int\n    currency: str = "EUR"\n\n    def shown(self):\n        return f"{self.cents / 100:.2f} {self.currency}"\n',
      'tests/test_currency.py':
        'from shop.price import Price\n\n\ndef test_says_its_currency():\n    assert Price(150).shown() == "1.50 EUR"\n    assert Price(150, "CHF").shown() == "1.50 CHF"\n',
    },
    ...{ check: PYTEST, tests: ['test_says_its_currency'] },
    dead: {
      path: 'shop/price.py',
      before: 'return f',
      text: '        if self.cents < 0:\n            return "nothing"',
    },
    vacuous: {
      'tests/test_currency.py':
        'from shop.price import Price\n\n\ndef test_says_its_currency():\n    assert "1.50" in Price(150).shown()\n',
    },
  },
];
