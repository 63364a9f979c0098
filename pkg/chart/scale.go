package chart

import "math"

// A scale is where the ticks of the values are: at low, and each step above it up to
// high.
type scale struct{ low, high, step int64 }

// newScale finds a round step of 1, 2 or 5 by which at most so many intervals span the
// values. Zero is on the scale, unless the values lie far above it: then their changes
// would not be seen.
func newScale(low, high int64, most int) scale {
	if low > 0 && low <= high-low+high/2 {
		low = 0
	}
	if low == high {
		low, high = max(0, low-2), high+2
	}
	s := scale{step: 1}
	for {
		s.low, s.high = floorTo(low, s.step), ceilTo(high, s.step)
		if s.intervals() <= most || s.step > math.MaxInt64/10 {
			return s
		}
		s.step = nextStep(s.step)
	}
}

// nextStep follows 1, 2, 5, 10, 20, 50 and so on.
func nextStep(step int64) int64 {
	first := step
	for first >= 10 {
		first /= 10
	}
	if first == 2 {
		return step / 2 * 5
	}
	return step * 2
}

func floorTo(n, step int64) int64 { return n - ((n%step)+step)%step }

func ceilTo(n, step int64) int64 {
	if below := floorTo(n, step); below < n {
		return below + step
	}
	return n
}

func (s scale) intervals() int { return int((s.high - s.low) / s.step) }

// share is how far up the scale a value is, from 0 to 1.
func (s scale) share(value int64) float64 {
	return float64(value-s.low) / float64(s.high-s.low)
}

// ticks are the values with a label, from below.
func (s scale) ticks() []int64 {
	ticks := make([]int64, 0, s.intervals()+1)
	for i := range s.intervals() + 1 {
		ticks = append(ticks, s.low+int64(i)*s.step)
	}
	return ticks
}
