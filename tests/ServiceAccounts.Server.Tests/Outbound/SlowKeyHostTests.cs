using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>A key host has two seconds for its whole answer. The only tests that take as long as they say.</summary>
public sealed class SlowKeyHostTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(1.5);

    // The limit is two seconds; the rest is room for a busy machine.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_that_holds_back_its_answer_is_given_up_after_two_seconds(bool sendsHeadersAndOneByte)
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var release = new TaskCompletionSource();
        fixture.Host.Answer(path, async http =>
        {
            if (sendsHeadersAndOneByte)
            {
                await http.Response.WriteAsync("{");
                await http.Response.Body.FlushAsync();
            }

            await release.Task;
        });
        var client = await fixture.Server.CreateAssertionClientAsync(key, fixture.Host.UrlOf(path));
        var clock = Stopwatch.StartNew();

        try
        {
            await fixture.Server.AssertRefusedAsync(
                client, TokenAnswers.CannotBeHad,
                $"The keys at {fixture.Host.UrlOf(path)} could not be fetched: The host took longer than 2 seconds.");

            Assert.InRange(clock.Elapsed, AtLeast, AtMost);
        }
        finally
        {
            release.SetResult();
        }
    }

    [Fact]
    public async Task A_host_that_is_not_asked_because_others_are_slow_is_not_taken_for_one_that_failed()
    {
        // 32 are asked at once, and perhaps 32 more when those are given up: there is somebody for whom no time is left.
        const int Hosts = 96;
        using var key = ClientKeyPair.Es256();
        var keys = fixture.Server.Services.GetRequiredService<IClientKeys>();
        var paths = Enumerable.Range(0, Hosts).Select(_ => fixture.NewPath()).ToList();
        var release = new TaskCompletionSource();
        paths.ForEach(path => fixture.Host.Answer(path, _ => release.Task));

        var answers = await Task.WhenAll(paths.Select(path => keys.GetAsync(fixture.KeysAt(path), CancellationToken.None).AsTask()));
        release.SetResult();

        Assert.All(answers, Assert.Null);
        var log = fixture.Server.Log.Lines.ToList();
        var notAsked = paths
            .Where(path => log.Exists(line => line.Contains($"{fixture.Host.UrlOf(path)} was not asked", StringComparison.Ordinal)))
            .ToList();
        Assert.NotEmpty(notAsked);
        foreach (var path in notAsked)
        {
            Assert.Equal(0, fixture.Host.RequestsTo(path));
            Assert.DoesNotContain(log, line => line.Contains($"{fixture.Host.UrlOf(path)} could not be fetched", StringComparison.Ordinal));
        }

        // The server's clock stands still: a host that had failed would be left alone.
        fixture.Publish(notAsked[0], key.ToJwk());
        Assert.NotNull(await keys.GetAsync(fixture.KeysAt(notAsked[0]), CancellationToken.None));
    }
}
