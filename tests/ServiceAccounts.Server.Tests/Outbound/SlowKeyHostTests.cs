using System.Diagnostics;
using Microsoft.AspNetCore.Http;
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
}
