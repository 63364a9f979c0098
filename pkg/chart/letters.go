package chart

import "strings"

// Letters of our own: each is strokes on a grid of five by nine, of which line 6 is the
// one that text stands on, line 0 the top of capitals and line 2 that of small letters.
// A stroke is its corners, column before line; one that begins with ~ is bent round
// them, and is closed where it ends at its beginning. A picture needs no font file so,
// and looks the same on every machine.
const letters = `
A 06 20 46/14 34
B 06 00/~00 40 43 03/~03 43 46 06
C ~41 40 00 06 46 45
D 06 00/~00 40 46 06
E 40 00 06 46/03 33
F 40 00 06/03 33
G ~41 40 00 06 46 43/43 23
H 00 06/40 46/03 43
I 00 06
J ~30 36 06 05
K 00 06/40 03 46
L 00 06 36
M 06 00 24 40 46
N 06 00 46 40
O ~00 50 56 06 00
P 06 00/~00 40 43 03
Q ~00 50 56 06 00/35 57
R 06 00/~00 40 43 03/23 46
S ~41 40 00 03 43 46 06 05
T 00 40/20 26
U ~00 06 46 40
V 00 26 40
W 00 16 31 56 60
X 00 46/40 06
Y 00 23 40/23 26
Z 00 40 06 46
a ~02 32 36 06 02/32 36
b 00 06/~02 32 36 06 02
c ~33 32 02 06 36 35
d 30 36/~02 32 36 06 02
e 04 34/~34 32 02 06 36 35
f ~20 10 12/12 16/02 22
g 32 36/~02 32 36 06 02/~36 38 08 07
h 00 06/~04 02 32 34/34 36
i 02 06/00
j ~12 18 08/10
k 00 06/32 04 36
l ~00 06 16
m 02 06/~04 02 32 34/34 36/~34 32 62 64/64 66
n 02 06/~04 02 32 34/34 36
o ~02 32 36 06 02
p 02 08/~02 32 36 06 02
q 32 38/~02 32 36 06 02
r 02 06/~04 02 22
s ~33 32 02 04 34 36 06 05
t ~10 16 26/02 22
u ~02 06 36 32/32 36
v 02 26 42
w 02 16 33 56 62
x 02 36/32 06
y 02 26/42 26 18
z 02 32 06 36
0 ~00 40 46 06 00
1 01 20 26
2 ~01 00 40 43 06/06 46
3 ~01 00 40 43 13/~13 43 46 06 05
4 36 30 04 44
5 40 00 03/~03 42 46 06 05
6 ~40 00 04/~02 42 46 06 02
7 00 40 16
8 ~00 40 43 03 00/~03 43 46 06 03
9 ~00 40 44 04 00/~42 46 06
. 06
, 06 07
: 03/06
; 03/06 07
- 04 24
– 04 44
/ 07 40
\ 00 47
% 06 40/~00 10 11 01 00/~35 45 46 36 35
( ~20 01 07 28
) ~00 21 27 08
[ 20 00 08 28
] 00 20 28 08
+ 22 26/04 44
= 03 43/05 45
* 21 25/02 44/42 04
_ 07 47
' 00 02
" 00 02/20 22
! 00 04/06
? ~01 00 40 43 23 24/26
< 32 04 36
> 02 34 06
| 00 08
# 11 05/31 35/02 42/04 44
@ ~34 32 12 14 34 44 40 00 06 46
& ~46 01 00 20 22 04 06 36 44
`

// An alphabet is letters as strokes.
type alphabet map[rune][][]xy

func newAlphabet() alphabet {
	all := alphabet{}
	for line := range strings.Lines(letters) {
		name, strokes, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found {
			continue
		}
		for stroke := range strings.SplitSeq(strokes, "/") {
			letter := []rune(name)[0]
			all[letter] = append(all[letter], parseStroke(stroke))
		}
	}
	return all
}

func parseStroke(text string) []xy {
	text, bent := strings.CutPrefix(strings.TrimSpace(text), "~")
	var corners []xy
	for pair := range strings.FieldsSeq(text) {
		corners = append(corners, xy{float64(pair[0] - '0'), float64(pair[1] - '0')})
	}
	if bent {
		return smooth(corners)
	}
	return corners
}

// smooth bends a stroke: three times, each corner is cut off a quarter of the way to its
// neighbours.
func smooth(corners []xy) []xy {
	closed := corners[0] == corners[len(corners)-1]
	for range 3 {
		var cut []xy
		for i := 1; i < len(corners); i++ {
			a, b := corners[i-1], corners[i]
			cut = append(cut, between(a, b, 0.25), between(a, b, 0.75))
		}
		if closed {
			cut = append(cut, cut[0])
		} else {
			cut[0], cut[len(cut)-1] = corners[0], corners[len(corners)-1]
		}
		corners = cut
	}
	return corners
}

func between(a, b xy, share float64) xy {
	return xy{a.x + (b.x-a.x)*share, a.y + (b.y-a.y)*share}
}

// strokes are those of a letter, or of an empty box where we have none, and how wide
// they are.
func (a alphabet) strokes(letter rune) (strokes [][]xy, width float64) {
	if letter == ' ' {
		return nil, 1.4
	}
	strokes, known := a[letter]
	if !known {
		strokes = [][]xy{{{0, 0}, {4, 0}, {4, 6}, {0, 6}, {0, 0}}}
	}
	for _, s := range strokes {
		for _, p := range s {
			width = max(width, p.x)
		}
	}
	if letter >= '0' && letter <= '9' {
		width = 4 // figures below one another
	}
	return strokes, width
}
