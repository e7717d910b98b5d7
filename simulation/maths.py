"""Elementary functions made of + - * / and sqrt, so that every machine, compiled or not, gives the same bits."""

from math import factorial, sqrt

from simulation.compiled import compiled, leaf

LN2 = 0.6931471805599453
LN2_HIGH = 0.693147180369123816490
LN2_LOW = 1.90821492927058770002e-10
SQRT_HALF = 0.7071067811865476
_TAYLOR = tuple(1.0 / factorial(n) for n in range(15))
_ODD = tuple(1.0 / n for n in range(1, 25, 2))


@leaf
def _two_to(k: int) -> float:
    power, factor = 1.0, 2.0 if k >= 0 else 0.5
    n = k if k >= 0 else -k
    while n > 0:
        if n & 1:
            power = power * factor
        factor = factor * factor
        n >>= 1
    return power


@leaf
def exp(x: float) -> float:
    """e to the x, relative error below 1e-15; 0 below -700, the value at 700 above it."""
    if x < -700.0:
        return 0.0
    x = min(x, 700.0)
    k = int(x / LN2 + (0.5 if x >= 0.0 else -0.5))
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    total = _TAYLOR[14]
    for n in range(13, -1, -1):
        total = total * r + _TAYLOR[n]
    return total * _two_to(k)


@leaf
def log(x: float) -> float:
    """Natural logarithm of a positive number, absolute error below 1e-15; -745 for zero and below."""
    if x <= 0.0:
        return -745.0
    k = 0
    while x > 65536.0:
        x, k = x / 65536.0, k + 16
    while x < 1.0 / 65536.0:
        x, k = x * 65536.0, k - 16
    while x > 2.0 * SQRT_HALF:
        x, k = x * 0.5, k + 1
    while x < SQRT_HALF:
        x, k = x * 2.0, k - 1
    s = (x - 1.0) / (x + 1.0)
    square, total = s * s, 0.0
    for n in range(11, -1, -1):
        total = total * square + _ODD[n]
    return k * LN2_LOW + (2.0 * s * total + k * LN2_HIGH)


@leaf
def power(base: float, exponent: float) -> float:
    """base to the exponent for a base of zero or more; 0 to anything positive is 0, anything to 0 is 1."""
    if exponent == 0.0:
        return 1.0
    if base <= 0.0:
        return 0.0
    return exp(exponent * log(base))


@leaf
def _ratio(r: float, top: tuple[float, ...], bottom: tuple[float, ...]) -> float:
    over, under = 0.0, 0.0
    for n in range(7, -1, -1):
        over = over * r + top[n]
        under = under * r + bottom[n]
    return over / under


# Coefficients of M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477-484.
_CENTRE_TOP = (
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
_CENTRE_BOTTOM = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
)  # fmt: skip
_SHOULDER_TOP = (
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
_SHOULDER_BOTTOM = (
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
)  # fmt: skip
_TAIL_TOP = (
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
_TAIL_BOTTOM = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
)  # fmt: skip


@compiled
def normal_quantile(p: float) -> float:
    """The standard normal value below which a share p (0 < p < 1) lies, relative error about 1e-15."""
    q = p - 0.5
    if -0.425 <= q <= 0.425:
        return q * _ratio(0.180625 - q * q, _CENTRE_TOP, _CENTRE_BOTTOM)
    r = sqrt(-log(p if q < 0.0 else 1.0 - p))
    shoulder = r <= 5.0
    size = _ratio(r - 1.6, _SHOULDER_TOP, _SHOULDER_BOTTOM) if shoulder else _ratio(r - 5.0, _TAIL_TOP, _TAIL_BOTTOM)
    return -size if q < 0.0 else size
