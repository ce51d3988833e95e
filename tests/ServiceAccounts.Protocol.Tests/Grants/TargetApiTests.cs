using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Tests.Grants;

/// <summary>Which one Api a token is for, and which scopes are left for it.</summary>
public sealed class TargetApiTests
{
    private const string Default = "https://default.example";
    private const string Orders = "https://orders.example";

    private static readonly Client Client = TestClient.Of(
        TestClient.Access(Default, "read write", "read write"),
        TestClient.Access(Orders, "read orders.list orders.make", "orders.list"),
        TestClient.Access("urn:stock", "stock.count", ""));

    [Theory]
    [InlineData("resource", Orders)]
    [InlineData("resource", Orders + "/")]
    [InlineData("audience", Orders)]
    [InlineData("audience", Orders + "/")]
    public void The_Api_that_is_named_is_the_target_and_aud_is_its_identifier(string parameter, string named) =>
        Assert.Equal(Orders, Granted((parameter, named)).Access.Api.Identifier);

    [Fact]
    public void Resource_and_audience_may_name_the_same() =>
        Assert.Equal(Orders, Granted(("resource", Orders), ("audience", Orders)).Access.Api.Identifier);

    [Fact]
    public void Two_different_targets_are_an_invalid_target() =>
        Assert.Equal("invalid_target", Refused(("resource", Orders), ("audience", Default)).Error);

    [Theory]
    [InlineData("https://unknown.example")]
    [InlineData("HTTPS://ORDERS.EXAMPLE")]
    [InlineData("https://orders.example//")]
    [InlineData("orders.example")]
    [InlineData("urn:stock/")]
    public void An_unknown_target_is_an_invalid_target(string named)
    {
        Assert.Equal("invalid_target", Refused(("resource", named)).Error);
        Assert.Equal("invalid_target", Refused(("audience", named)).Error);
    }

    [Fact]
    public void Of_the_named_Api_the_scopes_of_another_are_not_granted() =>
        Assert.Equal("invalid_scope", Refused(("resource", Default), ("scope", "orders.list")).Error);

    [Fact]
    public void Without_a_name_the_only_Api_that_defines_every_scope_is_the_target()
    {
        Assert.Equal(Orders, Granted(("scope", "orders.list")).Access.Api.Identifier);
        Assert.Equal(Orders, Granted(("scope", "orders.list read")).Access.Api.Identifier);
        Assert.Equal(Orders, Granted(("scope", "orders.list orders.make")).Access.Api.Identifier);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("read orders.list stock.count")]
    [InlineData("read unknown")]
    [InlineData(null)]
    public void Where_two_or_none_define_every_scope_the_default_is_the_target(string? scope) =>
        Assert.Equal(Default, (scope is null ? Granted() : Granted(("scope", scope))).Access.Api.Identifier);

    [Fact]
    public void Without_scopes_all_that_is_held_is_granted_in_order()
    {
        Assert.Equal("read write", Granted().Scope);
        Assert.Equal("orders.list", Granted(("resource", Orders)).Scope);
    }

    [Theory]
    [InlineData("write read", "write read")]
    [InlineData("write unknown", "write")]
    [InlineData("write orders.list", "write")]
    [InlineData("write write", "write")]
    public void Of_those_asked_for_the_ones_not_held_are_left_out(string asked, string granted) =>
        Assert.Equal(granted, Granted(("scope", asked), ("resource", Default)).Scope);

    [Theory]
    [InlineData("READ")]
    [InlineData("unknown")]
    [InlineData("orders.make")]
    public void When_no_scope_is_left_it_is_an_invalid_scope(string asked) =>
        Assert.Equal("invalid_scope", Refused(("scope", asked)).Error);

    [Fact]
    public void Where_nothing_is_held_the_log_says_what_to_bind()
    {
        var error = Refused(("resource", "urn:stock"));

        Assert.Equal("invalid_scope", error.Error);
        Assert.Contains("urn:stock", error.Reason, StringComparison.Ordinal);
        Assert.Contains("bind a role", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_for_the_caller_repeats_nothing_of_the_request()
    {
        OAuthError[] errors =
        [
            Refused(("resource", "\"marker")), Refused(("scope", "marker")), Refused(("resource", "marker"), ("audience", Orders)),
        ];

        Assert.All(errors, error => Assert.DoesNotContain("marker", error.Description, StringComparison.Ordinal));
    }

    [Fact]
    public void A_default_that_the_tenant_does_not_have_is_our_fault_and_an_exception() =>
        Assert.Throws<InvalidOperationException>(() => Authorize(Client with { DefaultApiId = Guid.Empty }));

    private static AccessTokenGrant Granted(params (string, string)[] form)
    {
        var grant = Authorize(Client, form);
        Assert.True(grant.Succeeded, grant.Error?.Reason);
        return grant.Value;
    }

    private static OAuthError Refused(params (string, string)[] form)
    {
        var grant = Authorize(Client, form);
        Assert.False(grant.Succeeded);
        return grant.Error;
    }

    private static Result<AccessTokenGrant> Authorize(Client client, params (string, string)[] form) =>
        ClientCredentialsGrant.Authorize(
            new AuthenticatedClient(client, Guid.Empty) { Method = "client_secret_basic" }, TestClient.Request(form));
}
