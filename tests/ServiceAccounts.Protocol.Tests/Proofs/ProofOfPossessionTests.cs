using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Protocol.Tests.Proofs;

/// <summary>What a client's policy demands of its proofs.</summary>
public sealed class ProofOfPossessionTests
{
    [Theory]
    [InlineData(RequiredBinding.None, true, null)]
    [InlineData(RequiredBinding.None, false, null)]
    [InlineData(RequiredBinding.Any, true, null)]
    [InlineData(RequiredBinding.Any, false, "required_binding")]
    [InlineData(RequiredBinding.DPoP, true, null)]
    [InlineData(RequiredBinding.DPoP, false, "required_binding")]
    [InlineData(RequiredBinding.Certificate, true, "required_binding")]
    public void A_required_binding_needs_its_proof(RequiredBinding required, bool withProof, string? rule)
    {
        var outcome = TestProof.Of(new ClientPolicy { RequiredBinding = required }, withProof ? TestProof.Make() : null);

        Assert.Equal(rule, outcome.Error?.Rule);
        Assert.Equal(rule is null && withProof, outcome.Value?.Binding?.KeyThumbprint is not null);
    }

    [Fact]
    public void A_proof_that_proves_nothing_is_refused_where_none_is_required()
    {
        var outcome = TestProof.Of(ClientPolicy.None, TestProof.Make(claims: claims => claims["htm"] = "GET"));

        Assert.Equal("invalid_dpop_proof", outcome.Error?.Error);
    }

    [Fact]
    public void An_empty_header_is_a_proof_that_proves_nothing() =>
        Assert.Equal("invalid_dpop_proof", TestProof.Of(ClientPolicy.None, string.Empty).Error?.Error);

    [Fact]
    public void The_algorithms_of_a_policy_are_those_of_proofs_too()
    {
        var policy = new ClientPolicy { AllowedAlgorithms = ["ES384", "ES256"] };

        Assert.True(TestProof.Of(policy, TestProof.Make()).Succeeded);
        var refused = TestProof.Of(policy, TestProof.Make(key: TestKey.Rs256)).Error;
        Assert.Equal("invalid_dpop_proof", refused?.Error);
        Assert.Equal("allowed_algorithms", refused?.Rule);
        Assert.Equal("allowed_algorithms", TestProof.Of(ClientPolicy.None, TestProof.Make(key: TestKey.Rs256), ofSubject: policy).Error?.Rule);
        Assert.True(TestProof.Of(ClientPolicy.None, TestProof.Make(), ofSubject: policy).Succeeded);
    }
}
