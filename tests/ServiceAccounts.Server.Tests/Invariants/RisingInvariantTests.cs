using ServiceAccounts.Server.Tests.Management;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>Nobody rises (6): not by giving, not by making credentials, and not by both in any order.</summary>
public sealed class RisingInvariantTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const int Cases = 12;
    private const int Length = 12;

    [Fact]
    public void Whoever_manages_a_part_of_a_tenant_never_gets_hold_of_more() =>
        Sequences.Hold(Cases, Length, RisingWorld.Operations, steps => new RisingWorld(fixture.Server).RunAsync(steps));
}
