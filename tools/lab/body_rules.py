# SPDX-License-Identifier: MIT
"""What a body may be: it stays between its braces, and uses nothing that no answer needs and a result could be forged with.

The rules are asked of the code, without its comments and literals. So whatever could make a compiler see code where these
lines see a comment or a literal is refused: raw strings, spliced lines, other line ends, other spellings of #."""
import re

MOST_LETTERS = 64 * 1024  # of one body; the longest right one has some 4000

# In the order of a compiler: a name or a number is taken as a whole, so that the ' in 1'000 begins no letter.
TOKEN = re.compile(r"""
    (?P<none>//[^\n]*|/\*.*?\*/)
    |(?P<code>[^\W\d]\w*|\.?\d(?:'?[\w.]|(?<=[eEpP])[+-])*)
    |(?P<literal>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')
    |(?P<other>.)""", re.VERBOSE | re.DOTALL)

FORBIDDEN = re.compile(r"""
    \#|%:|\?\?=                                                         # the preprocessor
    |\b(asm|__asm\w*|__attribute__|_Pragma|extern|namespace|import|module|export)\b
    |\b(testing|(GTEST|EXPECT|ASSERT|ADD_FAILURE|FAIL|SUCCEED|TEST|SCOPED_TRACE|RecordProperty)\w*)\b # the judge
    |\b__builtin_(?!expect)\w+
    |\b(syscall|system|popen|v?fork|clone|posix_spawn\w*|exec[lv]\w*|pthread_\w+|jthread|async|dlopen|dlsym|mmap|mprotect)\b
    |\b(_?_?exit|_Exit|quick_exit|at_quick_exit|atexit|abort|terminate|kill|raise|signal|sigaction|longjmp|setjmp)\b
    |\b(std(in|out|err)|w?(cout|cerr|clog|cin)|\w*fstream|filebuf|FILE|getenv|environ)\b
    |\b(f?open|openat|fdopen|freopen|v?[fds]?n?w?printf|f?putw?[cs]|putchar
       |perror|p?writev?|f?write|send\w*|dup[23]?|pipe2?|socket|u?sleep|nanosleep|sleep_for|sleep_until|pause)\b\s*(?=[(.<>,;:)=&]|$)
    """, re.VERBOSE | re.MULTILINE)


class BadBody(ValueError):
    """A body that is no body, or a file that nobody handed in."""


def code_of(body: str) -> str:
    """The body without comments and literals. BadBody if one of them has no end, or could be read in two ways."""
    if found := re.search(r"[^\S \n\t]|[\x00-\x08\x0e-\x1f\x7f]|[\ud800-\udfff]", body):
        raise BadBody(f"there is a letter U+{ord(found.group()):04X} in it; blanks, tabs and line ends of Unix are enough")
    if body and not body.endswith("\n"):
        raise BadBody("its last line has no end")
    if re.search(r"\\[ \t]*$", body, re.MULTILINE):
        raise BadBody("a line of it ends in a backslash")
    code, before = [], ""
    for token in TOKEN.finditer(body):
        text = token.group()
        if token["literal"]:
            if text.startswith('"') and before.endswith("R"):
                raise BadBody("there is a raw string in it; write an ordinary one")
            text = '""' # something, so that what stands on both sides stays apart
        elif token["none"]:
            text = " " + "\n" * text.count("\n")
        elif token["other"] and text in "\"'":
            raise BadBody(f"a literal that {text} begins has no end")
        elif token["other"] and body.startswith("/*", token.start()):
            raise BadBody("a comment has no end")
        code.append(text)
        before = text
    return "".join(code)


# What a body may use, too, where it is tests: what they are made of, and nothing by which a test could pass or end by itself.
OF_TESTS = re.compile(r"\b(TEST|(EXPECT|ASSERT)_(TRUE|FALSE|EQ|NE|LT|LE|GT|GE))\b(?=\s*\()")


def check(name: str, body: str, tests: bool = False) -> None:
    """BadBody says what is wrong with the body of this hole, which may be `tests`."""
    if len(body) > MOST_LETTERS:
        raise BadBody(f"{name}: it has {len(body)} letters, and no answer needs more than {MOST_LETTERS}")
    try:
        code, depth = code_of(body), 0
    except BadBody as error:
        raise BadBody(f"{name}: {error}") from None
    code = code.replace("<%", "{").replace("%>", "}")
    for letter in code:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            raise BadBody(f"{name}: there is a closing brace too many, so the function would end in the middle of it")
    if depth:
        raise BadBody(f"{name}: {depth} braces are not closed")
    if found := FORBIDDEN.search(OF_TESTS.sub(" ", code) if tests else code):
        raise BadBody(f"{name}: '{found.group().strip()}' has no place in a body of a lab")
