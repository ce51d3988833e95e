using System.Collections.Concurrent;
using System.Diagnostics;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Listens to every trace of this process, as an exporter would.</summary>
internal sealed class CapturedTraces : IDisposable
{
    private readonly ConcurrentQueue<string> _tags = new();
    private readonly ActivityListener _listener;

    public CapturedTraces()
    {
        _listener = new ActivityListener
        {
            // What a client in this process says of its own requests is not ours.
            ShouldListenTo = source => !source.Name.StartsWith("System.Net", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                var tags = activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")
                    .Concat(activity.Events.SelectMany(e => e.Tags.Select(tag => $"{e.Name} {tag.Key}={tag.Value}")))
                    .Concat(activity.Baggage.Select(item => $"{item.Key}={item.Value}"));
                _tags.Enqueue($"{activity.Source.Name} {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', tags)}");
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The names and tags of all that has ended so far.</summary>
    public IReadOnlyCollection<string> Tags => _tags;

    public void Dispose() => _listener.Dispose();
}
