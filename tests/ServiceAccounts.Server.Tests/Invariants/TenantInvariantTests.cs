using ServiceAccounts.Server.Tests.Management;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>Everyone has every principal of its tenant (5), another tenant's thing does not exist (7), and accounts outlive who made them (9).</summary>
public sealed class TenantInvariantTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const int Cases = 15;
    private const int StrangerCases = 8;
    private const int Length = 12;

    [Fact]
    [Trait("Requirement", "78")]
    [Trait("Requirement", "93")]
    public void Everyone_has_every_principal_of_its_tenant_whatever_is_done() =>
        Sequences.Hold(Cases, Length, EveryoneWorld.Operations, steps => new EveryoneWorld(fixture.Server).RunAsync(steps));

    [Fact]
    public void What_another_tenant_has_does_not_exist_and_stays_as_it_is() =>
        Sequences.Hold(StrangerCases, Length, StrangerWorld.Operations, steps => new StrangerWorld(fixture.Server).RunAsync(steps));

    [Fact]
    [Trait("Requirement", "3")]
    public void What_somebody_made_goes_on_working_whatever_happens_to_them() =>
        Sequences.Hold(Cases, Length, CreatorWorld.Operations, steps => new CreatorWorld(fixture.Server).RunAsync(steps));
}
