namespace ServiceAccounts.Testing;

/// <summary>Makes hostile input of honest input, and the same from the same seed: what one run has found another finds again.</summary>
/// <param name="seed">Where the sequence begins. Nothing here has to be hard to guess.</param>
public sealed class Mutator(ulong seed)
{
    private const int MaxEdits = 4;
    private const int MaxRepeats = 300;

    private readonly SeededChance _chance = new(seed);

    /// <summary>What parsers of any kind stumble over, as bytes and, each byte a character, as text.</summary>
    public static IReadOnlyList<byte[]> HostileBytes { get; } =
    [
        [0], [0xFF], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80],
        .. new[]
        {
            "%", "%0", "%00", "%zz", "%ff", "%C3%A9", "%ED%A0%80", "+", "&", "=", ";", ":", " ", "\t", "\r\n", "\"", "\\", ".", ",", "==", "_", "-", "/",
            "0", "-1", "1e400", "1e-400", "1.5", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
            "99999999999999999999999999999999", "null", "true", "{", "}", "[", "]", "{\"a\":", "[[[[[[[[", "\\u0000", "\\ud800",
        }.Select(text => text.Select(c => (byte)c).ToArray()),
    ];

    /// <summary>The same for text, with characters that are not bytes: halves of pairs, look-alikes, white space of other kinds.</summary>
    public static IReadOnlyList<char[]> HostileText { get; } =
    [
        .. HostileBytes.Select(bytes => bytes.Select(b => (char)b).ToArray()),
        ['\uD800'], ['\uDC00'], ['\uDC00', '\uD800'], ['\uD83D', '\uDD11'], ['\u20ac'], ['\uFEFF'], ['\u00A0'], ['\u2028'], ['\u0130'], ['\uFF21'], ['\uFFFF'],
    ];

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound) => _chance.Below(bound);

    /// <summary>One of several.</summary>
    public T OneOf<T>(IReadOnlyList<T> several) => several[Below(several.Count)];

    /// <summary>Bytes that are one of the honest ones with a few changes, or, once in a while, nothing but chance.</summary>
    public byte[] Bytes(IReadOnlyList<byte[]> honest, int maxLength) =>
        Make(honest, HostileBytes, maxLength, m => (byte)m.Below(256), (item, bit) => (byte)(item ^ (1 << (bit % 8))));

    /// <summary>The same for text.</summary>
    public string Text(IReadOnlyList<string> honest, int maxLength) => new(Make(
        [.. honest.Select(text => text.ToCharArray())], HostileText, maxLength,
        m => m.Below(8) == 0 ? (char)m.Below(0x10000) : (char)m.Below(0x80), (item, bit) => (char)(item ^ (1 << (bit % 8)))));

    private T[] Make<T>(IReadOnlyList<T[]> honest, IReadOnlyList<T[]> hostile, int maxLength, Func<Mutator, T> any, Func<T, int, T> flip)
    {
        var made = new List<T>();
        if (Below(16) == 0)
        {
            for (var left = Below(1 + Math.Min(maxLength, Below(4) == 0 ? maxLength : 64)); left > 0; left--)
            {
                made.Add(any(this));
            }

            return [.. made];
        }

        made.AddRange(OneOf(honest));
        for (var edits = 1 + Below(MaxEdits); edits > 0; edits--)
        {
            Edit(made, honest, hostile, any, flip);
        }

        return made.Count <= maxLength ? [.. made] : [.. made.Take(maxLength)];
    }

    private void Edit<T>(List<T> made, IReadOnlyList<T[]> honest, IReadOnlyList<T[]> hostile, Func<Mutator, T> any, Func<T, int, T> flip)
    {
        var at = Below(made.Count + 1);
        var length = Math.Min(made.Count - at, 1 + Below(Below(4) == 0 ? made.Count + 1 : 8));
        switch (Below(10))
        {
            case 0 when at < made.Count:
                made[at] = flip(made[at], Below(8));
                break;
            case 1 when at < made.Count:
                made[at] = any(this);
                break;
            case 2:
                made.RemoveRange(at, length);
                break;
            case 3:
                // From here on another one: the head of one and the tail of the other.
                var other = OneOf(honest);
                made.RemoveRange(at, made.Count - at);
                made.AddRange(other.Skip(Below(other.Length + 1)));
                break;
            case 4:
                made.RemoveRange(at, made.Count - at);
                break;
            case 5:
                made.InsertRange(Below(made.Count + 1), made.GetRange(at, length));
                break;
            case 6 when Below(8) == 0:
                var part = length == 0 ? OneOf(hostile) : [.. made.GetRange(at, Math.Min(length, 16))];
                made.InsertRange(at, Enumerable.Repeat(part, 1 + Below(MaxRepeats)).SelectMany(repeated => repeated));
                break;
            case 7:
                made.RemoveRange(at, length);
                made.InsertRange(at, OneOf(hostile));
                break;
            case 8:
                made.Insert(at, any(this));
                break;
            default:
                made.InsertRange(at, OneOf(hostile));
                break;
        }
    }
}
