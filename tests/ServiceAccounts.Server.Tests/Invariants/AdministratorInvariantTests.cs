using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>The last super administrator stays (11), also where several machines and persons are.</summary>
public sealed class AdministratorInvariantTests
{
    private const int Cases = 5;
    private const int Length = 18;

    // A server each: who is the last one is a matter of the whole server.
    [Fact]
    public void One_super_administrator_who_never_expires_is_always_left() =>
        Sequences.Hold(Cases, Length, AdministratorsWorld.Operations, async steps =>
        {
            await using var server = await RunningServer.StartAsync();
            await new AdministratorsWorld(server).RunAsync(steps);
        });
}
