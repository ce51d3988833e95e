using FsCheck;
using FsCheck.Fluent;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>One operation of a random sequence; its numbers choose among the things that are there when its turn comes.</summary>
public sealed record Step(string Does, int To, int With)
{
    public override string ToString() => $"{Does}({To}, {With})";

    /// <summary>The chosen one of a list.</summary>
    public static T Choose<T>(IReadOnlyList<T> things, int number) => things[number % things.Count];
}

/// <summary>Tries random sequences of operations; one that breaks a rule is made as short as it can be, and shown.</summary>
internal static class Sequences
{
    private const int MaxNumber = 12;

    public static void Hold(int count, int length, IReadOnlyList<string> operations, Func<IReadOnlyList<Step>, Task> run)
    {
        var step =
            from does in Gen.Elements(operations.ToArray())
            from to in Gen.Choose(0, MaxNumber)
            from with in Gen.Choose(0, MaxNumber)
            select new Step(does, to, with);
        var steps = step.ListOf().Resize(length).Select(list => (IReadOnlyList<Step>)[.. list]);

        // Whole steps are left out: a step with smaller numbers is another step, not a simpler one.
        Prop.ForAll(Arb.From(steps, Shorter), list => RunAsync(run, list))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithStartSize(length).WithEndSize(length));
    }

    private static async Task<bool> RunAsync(Func<IReadOnlyList<Step>, Task> run, IReadOnlyList<Step> steps)
    {
        await run(steps);
        return true;
    }

    private static IEnumerable<IReadOnlyList<Step>> Shorter(IReadOnlyList<Step> steps)
    {
        for (var half = steps.Count / 2; half > 0; half /= 2)
        {
            for (var at = 0; at + half <= steps.Count; at += half)
            {
                yield return [.. steps.Take(at), .. steps.Skip(at + half)];
            }
        }
    }
}
