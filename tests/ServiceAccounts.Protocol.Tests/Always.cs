using FsCheck;
using FsCheck.Fluent;

namespace ServiceAccounts.Protocol.Tests;

/// <summary>Tries a property on many generated cases; a case that breaks it is in the message, with the seed that makes it again.</summary>
internal static class Always
{
    public static void Holds<T>(Gen<T> cases, Func<T, bool> property, int count = 300) =>
        Holds(cases.ToArbitrary(), property, count);

    public static void Holds<T>(Arbitrary<T> cases, Func<T, bool> property, int count = 300) =>
        Prop.ForAll(cases, property).Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    /// <summary>Any bytes.</summary>
    public static Arbitrary<byte[]> AnyBytes { get; } = ArbMap.Default.ArbFor<byte[]>();

    /// <summary>Any text without lone surrogates, which no encoding can carry.</summary>
    public static Gen<string> AnyText { get; } =
        from units in Gen.OneOf(
            Gen.Choose(' ', '~').Select(c => ((char)c).ToString()),
            Gen.Elements("&", "=", "+", "%", ":", " ", "\u00e9", "\u20ac", "\U0001F511", "\u0001", "\r\n")).ListOf()
        select string.Concat(units);

    /// <summary>A text with one to three characters put in, left out or exchanged.</summary>
    public static Gen<string> MutationsOf(string text, string alphabet) =>
        from count in Gen.Choose(1, 3)
        from edits in EditOf(alphabet).ListOf(count)
        select edits.Aggregate(text, (current, edit) => edit(current));

    private static Gen<Func<string, string>> EditOf(string alphabet) =>
        from kind in Gen.Choose(0, 4)
        from at in Gen.Choose(0, 100_000)
        from with in Gen.Elements(alphabet.ToCharArray())
        select (Func<string, string>)(text => Edit(text, kind, at, with));

    private static string Edit(string text, int kind, int at, char with)
    {
        var place = text.Length == 0 ? 0 : at % text.Length;
        return (text.Length, kind) switch
        {
            (0, _) or (_, 0) => text.Insert(place, with.ToString()),
            (_, 1) => text.Remove(place, 1),
            (_, 2) => text[..place],
            (_, 3) => text + text[place..],
            _ => text.Remove(place, 1).Insert(place, with.ToString()),
        };
    }
}
