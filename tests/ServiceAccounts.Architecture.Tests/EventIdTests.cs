using System.Globalization;
using System.Text.RegularExpressions;

namespace ServiceAccounts.Architecture.Tests;

/// <summary>An event id means one thing on the whole server, and its range says where it comes from.</summary>
public sealed partial class EventIdTests
{
    private static readonly List<(string Path, int Id, int First, int Last)> Events = [.. FindEvents()];

    [Fact]
    public void Every_event_id_is_there_once() =>
        Assert.Empty(Events.GroupBy(e => e.Id).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void Every_event_id_is_within_the_range_that_its_class_names() =>
        Assert.DoesNotContain(Events, e => e.Id < e.First || e.Id > e.Last);

    [Fact]
    public void No_two_ranges_overlap()
    {
        var ranges = Events.Select(e => (e.Path, e.First, e.Last)).Distinct().OrderBy(range => range.First).ToList();

        Assert.NotEmpty(ranges);
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First, $"{pair.First} {pair.Second}"));
    }

    private static IEnumerable<(string Path, int Id, int First, int Last)> FindEvents()
    {
        foreach (var path in Repository.Sources)
        {
            var text = Repository.Text(path);
            var ids = EventId().Matches(text);
            if (ids.Count == 0)
            {
                continue;
            }

            var range = Assert.Single(Range().Matches(text));
            foreach (Match id in ids)
            {
                yield return (path, Number(id.Groups[1]), Number(range.Groups[1]), Number(range.Groups[2]));
            }
        }
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"/// <summary>Events (\d+) to (\d+)\.")]
    private static partial Regex Range();
}
