using System.Net;
using ServiceAccounts.Protocol.Clients;
using static ServiceAccounts.Protocol.Clients.RequiredBinding;

namespace ServiceAccounts.Protocol.Tests.Clients;

/// <summary>What two policies demand together, which of two is the stricter, and who keeps to one.</summary>
public sealed class ClientPolicyTests
{
    [Theory]
    [InlineData(None, None, None)]
    [InlineData(None, Any, Any)]
    [InlineData(Any, DPoP, DPoP)]
    [InlineData(Certificate, Any, Certificate)]
    [InlineData(Certificate, DPoP, CertificateAndDPoP)]
    [InlineData(DPoP, Certificate, CertificateAndDPoP)]
    [InlineData(CertificateAndDPoP, DPoP, CertificateAndDPoP)]
    public void Both_bindings_are_required(RequiredBinding one, RequiredBinding other, RequiredBinding both) =>
        Assert.Equal(both, new ClientPolicy { RequiredBinding = one }.And(new ClientPolicy { RequiredBinding = other }).RequiredBinding);

    [Fact]
    public void What_both_allow_is_allowed()
    {
        var one = new ClientPolicy { AllowedMethods = ["a", "b"], AllowedAlgorithms = ["ES256"], AllowedNetworks = Networks("10.0.0.0/8", "2001:db8::/32") };
        var other = new ClientPolicy { AllowedMethods = ["b", "c"], AllowedNetworks = Networks("10.1.0.0/16", "2001:db8::/16", "192.0.2.0/24") };

        foreach (var both in new[] { one.And(other), other.And(one) })
        {
            Assert.Equal("b", Assert.Single(both.AllowedMethods!.Value));
            Assert.Equal("ES256", Assert.Single(both.AllowedAlgorithms!.Value));
            Assert.Equal(["10.1.0.0/16", "2001:db8::/32"], both.AllowedNetworks!.Networks.Select(n => n.ToString()).Order());
            Assert.True(both.IsWithin(one) && both.IsWithin(other));
            Assert.False(one.IsWithin(both) || other.IsWithin(both));
        }
    }

    [Fact]
    public void Where_they_have_nothing_in_common_nothing_is_allowed()
    {
        var both = new ClientPolicy { AllowedMethods = ["a"], AllowedNetworks = Networks("10.0.0.0/8") }
            .And(new ClientPolicy { AllowedMethods = ["b"], AllowedNetworks = Networks("192.0.2.0/24") });

        Assert.Empty(both.AllowedMethods!.Value);
        Assert.False(both.AllowedNetworks!.Contains(IPAddress.Parse("10.0.0.1")));
        Assert.Equal("allowed_methods", both.BreachOf(Client("a"), IPAddress.Parse("10.0.0.1"))?.Rule);
    }

    [Fact]
    public void Each_quota_keeps_its_mode_and_the_one_that_says_nothing_more_goes()
    {
        var own = new ClientPolicy { Quotas = [Quota(10, QuotaMode.Observe), Quota(5_000, QuotaMode.Enforce)] };
        var tenant = new ClientPolicy { Quotas = [Quota(1_000, QuotaMode.Enforce), new TokenQuota(50, QuotaPeriod.Day, QuotaMode.Warn)] };

        Assert.Equal(
            [Quota(10, QuotaMode.Observe), Quota(1_000, QuotaMode.Enforce), new TokenQuota(50, QuotaPeriod.Day, QuotaMode.Warn)],
            own.And(tenant).Quotas.OrderBy(q => q.Per).ThenBy(q => q.Tokens));
    }

    [Fact]
    public void A_policy_that_demands_nothing_changes_none()
    {
        var policy = new ClientPolicy { AllowedMethods = ["a"] };

        Assert.Same(policy, ClientPolicy.None.And(policy));
        Assert.Same(policy, policy.And(ClientPolicy.None));
        Assert.Same(ClientPolicy.None, ClientPolicy.None.And(ClientPolicy.None));
    }

    public static TheoryData<ClientPolicy, ClientPolicy, bool> Changes => new()
    {
        { new() { RequiredBinding = Any }, new() { RequiredBinding = DPoP }, true },
        { new() { RequiredBinding = DPoP }, new() { RequiredBinding = Certificate }, false },
        { new() { AllowedMethods = ["a"] }, new(), false },
        { new(), new() { AllowedAlgorithms = ["a"] }, true },
        { new() { AllowedAlgorithms = ["a"] }, new() { AllowedAlgorithms = ["a", "b"] }, false },
        { new() { AllowedNetworks = Networks("10.0.0.0/8") }, new() { AllowedNetworks = Networks("10.2.0.0/16") }, true },
        { new() { AllowedNetworks = Networks("10.2.0.0/16") }, new() { AllowedNetworks = Networks("10.0.0.0/8") }, false },
        { new() { AllowedNetworks = Networks("10.0.0.0/8") }, new() { AllowedNetworks = Networks("::/0") }, false },
        { new() { Quotas = [Quota(5, QuotaMode.Enforce)] }, new() { Quotas = [Quota(4, QuotaMode.Enforce)] }, true },
        { new() { Quotas = [Quota(5, QuotaMode.Enforce)] }, new() { Quotas = [Quota(5, QuotaMode.Warn)] }, false },
        { new() { Quotas = [Quota(5, QuotaMode.Enforce)] }, new() { Quotas = [Quota(6, QuotaMode.Enforce)] }, false },
        { new() { Quotas = [Quota(5, QuotaMode.Enforce)] }, new(), false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void It_is_known_which_change_loosens(ClientPolicy before, ClientPolicy after, bool isWithin) =>
        Assert.Equal(isWithin, after.IsWithin(before));

    [Theory]
    [InlineData("10.255.0.1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("2001:db8:ffff::1", true)]
    [InlineData("11.0.0.1", false)]
    [InlineData("2001:db9::1", false)]
    [InlineData("::10.0.0.1", false)]
    [InlineData(null, false)]
    public void An_address_is_in_a_network_of_its_family(string? address, bool isIn) =>
        Assert.Equal(isIn, Networks("10.0.0.0/8", "2001:db8::/32").Contains(address is null ? null : IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.0.0.1", "10.0.0.1/32")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("10.1", null)]
    [InlineData("167772161", null)]
    [InlineData("10.0.0.0/33", null)]
    [InlineData("10.0.0.0/-1", null)]
    [InlineData("::ffff:10.0.0.0/104", null)]
    [InlineData("fe80::1%1", null)]
    [InlineData("everywhere", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_network_is_read_as_people_write_it(string? text, string? network) =>
        Assert.Equal(network, NetworkList.TryParse(text, out var read) ? read.ToString() : null);

    [Fact]
    public void Methods_come_first_then_algorithms_then_networks()
    {
        var policy = new ClientPolicy { AllowedMethods = ["private_key_jwt"], AllowedAlgorithms = ["ES256"], AllowedNetworks = Networks("10.0.0.0/8") };
        var (inside, outside) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("192.0.2.1"));

        Assert.Equal("allowed_methods", policy.BreachOf(Client("client_secret_post"), inside)?.Rule);
        Assert.Equal("allowed_algorithms", policy.BreachOf(Client("private_key_jwt", "RS256"), outside)?.Rule);
        Assert.Equal("allowed_networks", policy.BreachOf(Client("private_key_jwt", "ES256"), outside)?.Rule);
        Assert.Null(policy.BreachOf(Client("private_key_jwt", "ES256"), inside));

        // All of them look like a wrong credential.
        var error = policy.BreachOf(Client("client_secret_post"), inside)!.RefusalOf(Client("client_secret_post"));
        Assert.Equal(("invalid_client", "Client authentication failed."), (error.Error, error.Description));
    }

    private static AuthenticatedClient Client(string method, string? algorithm = null) =>
        new(TestClient.Of(), Guid.Empty) { Method = method, Algorithm = algorithm };

    private static TokenQuota Quota(int tokens, QuotaMode mode) => new(tokens, QuotaPeriod.Minute, mode);

    private static NetworkList Networks(params string[] networks) => new([.. networks.Select(IPNetwork.Parse)]);
}
