"""fuzzy_match in C++, which orders the completion list, against the one in Python, which selects the entries sent."""
import random
import sys
import unittest
from pathlib import Path

from compare import SEED, Budget, Tool

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from gimbal_console.assist import fuzzy_match  # noqa: E402

ALPHABET = "aabbcdABCD019__.. -\u00e9"


def either_case(letter, random_):
    return random_.choice((letter.upper(), letter.lower())) if letter.isascii() else letter


class NoLimit:
    def has_passed(self):
        return False


class FuzzyMatch(unittest.TestCase):
    def test_both_put_a_name_into_the_same_class(self):
        tool, budget, random_ = Tool(), Budget(), random.Random(SEED)
        self.addCleanup(tool.close)
        pairs = 0
        while pairs < 20000 or (budget.seconds == 0 and pairs < 500000):
            name = "".join(random_.choices(ALPHABET, k=random_.randint(1, 12)))
            typed = "".join(random_.choices(ALPHABET[:14], k=random_.randint(1, 4)))
            if random_.random() < 0.5:  # letters of the name in order, in either case
                chosen = sorted(random_.sample(range(len(name)), min(len(name), len(typed))))
                typed = "".join(either_case(name[i], random_) for i in chosen)
            classes = [number for number, texts in fuzzy_match.by_fit([name], typed, NoLimit(), 1000).items() if texts]
            expected = str(classes[0]) if classes else "-"
            found = tool.ask("match", name.encode() + b"\0" + typed.encode())
            self.assertEqual(found, expected, (name, typed))
            pairs += 1
            if budget.is_over():
                break
        print(pairs, "pairs compared")

    def test_a_name_of_many_words_needs_no_search(self):  # a backtracking search would never end
        name, typed = "a_" * 60 + "xb", "a" * 30 + "b"
        self.assertEqual(fuzzy_match.by_fit([name], typed, NoLimit(), 1000)[fuzzy_match.SUBSEQUENCE], [name])
        fitting = fuzzy_match.by_fit([name[:-2] + "b"], typed, NoLimit(), 1000)
        self.assertEqual(fitting[fuzzy_match.WORD_STARTS], [name[:-2] + "b"])


if __name__ == "__main__":
    unittest.main()
