using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>
/// Whatever is done to service accounts and their credentials, in whatever order: a secret is in one answer and nowhere else
/// (1), one or two secrets are active (2), what has ended authenticates nobody and what was ended comes back as it was (3),
/// names that clients rely on stay (4), no answer begins a session (8), and a token ends with the first of all that it hangs
/// on (10).
/// </summary>
public sealed class AccountInvariantTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const int Cases = 40;
    private const int Length = 14;

    [Fact]
    [Trait("Requirement", "36")]
    [Trait("Requirement", "72")]
    [Trait("Requirement", "99")]
    [Trait("Requirement", "100")]
    public void Any_sequence_of_operations_keeps_what_is_promised_of_accounts_and_their_credentials()
    {
        using var watch = new RevealedOnce(RunningServer.NewHandler());
        using var http = new HttpClient(watch) { BaseAddress = new Uri(fixture.Server.Issuer) };

        Sequences.Hold(Cases, Length, AccountWorld.Operations, steps => new AccountWorld(fixture.Server, http).RunAsync(steps));

        var log = string.Join('\n', fixture.Server.Log.Lines);
        Assert.NotEmpty(watch.Seen);
        Assert.All(watch.Seen, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }
}
