using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Tests.Grants;

/// <summary>What an access token is exchanged for, and that it stays as bound and as mortal as it was.</summary>
public sealed class TokenExchangeGrantTests
{
    private static readonly TokenBinding Key = new() { KeyThumbprint = new string('k', 43) };
    private static readonly TokenBinding OtherKey = new() { KeyThumbprint = new string('o', 43) };
    private static readonly TokenBinding Certificate = new() { CertificateThumbprint = new string('c', 43) };
    private static readonly TokenBinding Both = new() { KeyThumbprint = Key.KeyThumbprint, CertificateThumbprint = Certificate.CertificateThumbprint };

    private readonly ExchangeUnderTest _exchange = new();

    public static TheoryData<TokenBinding, TokenBinding?, bool> Proofs => new()
    {
        { Key, null, false },
        { Key, OtherKey, false },
        { Key, Certificate, false },
        { Key, Key, true },
        { Key, Both, true },
        { Certificate, null, false },
        { Certificate, Key, false },
        { Certificate, Certificate, true },
        { Certificate, Both, true },
        { Both, Key, false },
        { Both, Certificate, false },
        { Both, Both, true },
    };

    [Theory]
    [MemberData(nameof(Proofs))]
    public async Task A_bound_token_is_exchanged_for_one_that_is_bound_as_much(TokenBinding bound, TokenBinding? proved, bool isEnough)
    {
        foreach (var by in new[] { _exchange.Caller, _exchange.Server })
        {
            var granted = await GrantedAsync(by, _exchange.TokenOf(_exchange.Caller, bound));

            var possession = ExchangeUnderTest.Prove(granted, proved);

            Assert.Equal(isEnough, possession.Succeeded);
            Assert.Equal(isEnough ? proved : null, possession.Value?.Binding);
            Assert.Equal(isEnough ? null : "invalid_request", possession.Error?.Error);
        }
    }

    [Fact]
    public async Task A_bearer_token_may_be_exchanged_for_a_bound_one()
    {
        var granted = await GrantedAsync(_exchange.Caller, _exchange.TokenOf(_exchange.Caller));

        Assert.Null(ExchangeUnderTest.Prove(granted, null).Value!.Binding);
        Assert.Equal(Key, ExchangeUnderTest.Prove(granted, Key).Value!.Binding);
    }

    [Fact]
    public async Task What_the_actor_token_is_bound_to_is_proved_too()
    {
        var granted = await GrantedAsync(
            _exchange.Server, _exchange.TokenOf(_exchange.Caller, Certificate),
            ("actor_token", _exchange.TokenOf(_exchange.Server, Key)), ("actor_token_type", TokenTypes.AccessToken));

        Assert.False(ExchangeUnderTest.Prove(granted, Key).Succeeded);
        Assert.False(ExchangeUnderTest.Prove(granted, Certificate).Succeeded);
        Assert.True(ExchangeUnderTest.Prove(granted, Both).Succeeded);
    }

    // Its policy may have come after the token.
    [Fact]
    public async Task The_policy_of_whose_token_it_is_binds_who_acts_for_it()
    {
        _exchange.Caller = _exchange.Caller with { Policy = new ClientPolicy { RequiredBinding = RequiredBinding.DPoP } };

        var granted = await GrantedAsync(_exchange.Server, _exchange.TokenOf(_exchange.Caller));

        Assert.Equal("required_binding", ExchangeUnderTest.Prove(granted, Certificate).Error?.Rule);
        Assert.True(ExchangeUnderTest.Prove(granted, Key).Succeeded);
    }

    [Theory]
    [InlineData("cnf", """{"kid":"something new"}""")]
    [InlineData("cnf", """{"jkt":7}""")]
    [InlineData("cnf", "\"text\"")]
    [InlineData("cnf", "{}")]
    [InlineData("cnf", "[]")]
    [InlineData("act", "{}")]
    [InlineData("act", "\"text\"")]
    [InlineData("act", """{"sub":"nobody","client_id":"x"}""")]
    [InlineData("act", """{"sub":"01990000-0000-7000-8000-00000000cafe","client_id":"sa_client_ffffffffffff"}""")]
    [InlineData("act", """{"sub":"01990000-0000-7000-8000-00000000cafe","client_id":"sa_client_ffffffffffff","epoch":"0","credential_id":"01990000-0000-7000-8000-00000000ffff"}""")]
    [InlineData("act", """{"sub":"01990000-0000-7000-8000-00000000cafe","client_id":"sa_client_ffffffffffff","epoch":0,"credential_id":"01990000-0000-7000-8000-00000000ffff","act":7}""")]
    public async Task A_binding_or_an_actor_that_cannot_be_read_is_not_one_that_is_not_there(string claim, string value) =>
        Assert.Equal("invalid_request", await ErrorAsync(_exchange.SignedTokenOf(_ => { }, claims => claims[claim] = JsonNode.Parse(value))));

    [Theory]
    [InlineData("typ", "JWT")]
    [InlineData("typ", "token-introspection+jwt")]
    [InlineData("kid", "key-RS256")]
    [InlineData("alg", "ES384")]
    public async Task What_we_signed_as_something_else_is_no_access_token(string member, string value) =>
        Assert.Equal("invalid_request", await ErrorAsync(_exchange.SignedTokenOf(header => header[member] = value, _ => { })));

    [Theory]
    [InlineData("iss", "\"https://other.example\"")]
    [InlineData("aud", "\"https://gone.example\"")]
    [InlineData("sub", "\"01990000-0000-7000-8000-00000000cafe\"")]
    [InlineData("client_id", "\"sa_client_000000000000\"")]
    [InlineData("credential_id", "\"01990000-0000-7000-8000-00000000cafe\"")]
    [InlineData("epoch", "6")]
    [InlineData("exp", "1772366400")]
    [InlineData("exp", null)]
    [InlineData("scope", null)]
    [InlineData("jti", null)]
    public async Task A_token_that_is_no_longer_what_its_client_is_is_not_exchanged(string claim, string? value) =>
        Assert.Equal("invalid_request", await ErrorAsync(_exchange.SignedTokenOf(_ => { }, claims =>
        {
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = JsonNode.Parse(value);
            }
        })));

    [Fact]
    public async Task A_token_that_nobody_changed_is()
    {
        var granted = await GrantedAsync(_exchange.Server, _exchange.SignedTokenOf(_ => { }, _ => { }));
        Assert.Equal(FixedTime.Noon.GetUtcNow().AddHours(1), granted.NotAfter);
        Assert.Equal("read write", granted.Scope);
    }

    [Fact]
    public async Task A_revoked_token_is_not_exchanged()
    {
        var token = _exchange.TokenOf(_exchange.Caller);
        _exchange.Revoked.Add(Guid.Parse(new JsonWebToken(token).Id));
        Assert.Equal("invalid_request", await ErrorAsync(token));
    }

    [Fact]
    public async Task A_chain_of_six_is_not_made()
    {
        var actor = ChainOf(5, "sa_client_ffffffffffff");
        Assert.Equal(5, actor.Count);

        // The caller narrows it, for it adds nobody; where it says by an actor token that it acts, it would be the sixth.
        var token = _exchange.TokenOf(_exchange.Caller, actor: actor);
        Assert.Equal(5, (await GrantedAsync(_exchange.Caller, token)).Actor?.Count);
        Assert.Equal("invalid_request", await ErrorAsync(
            token, ("actor_token", _exchange.TokenOf(_exchange.Caller)), ("actor_token_type", TokenTypes.AccessToken)));
        Assert.Equal("invalid_request", await ErrorAsync(_exchange.TokenOf(_exchange.Caller, actor: ChainOf(6, "sa_client_ffffffffffff"))));
    }

    [Theory]
    [InlineData(ClientState.AccountInactive, false)]
    [InlineData(ClientState.ApplicationDisabled, false)]
    [InlineData(ClientState.Active, true)]
    public async Task Who_acted_before_must_still_be_there(ClientState state, bool hasExpired)
    {
        var token = _exchange.TokenOf(_exchange.Caller, actor: ChainOf(1, _exchange.Server.Id));
        Assert.Null(await ErrorAsync(token));

        _exchange.Server = _exchange.Server with { State = state, ExpiresAt = hasExpired ? FixedTime.Noon.GetUtcNow() : null };

        Assert.Equal("invalid_request", await ErrorAsync(token));
    }

    [Fact]
    public async Task Who_acts_is_of_the_same_tenant()
    {
        var token = _exchange.TokenOf(_exchange.Caller);
        _exchange.Server = _exchange.Server with { TenantId = new("01990000-0000-7000-8000-00000000beef") };

        Assert.Equal("invalid_request", (await _exchange.ExchangeAsync(_exchange.Server, token)).Error?.Error);
        Assert.Equal("invalid_request", await ErrorAsync(_exchange.TokenOf(_exchange.Caller, actor: ChainOf(1, _exchange.Server.Id))));
    }

    // Invariant: a token ends at the earliest of all that it came from, also where an end was set after the subject was issued.
    [Fact]
    public async Task It_ends_no_later_than_what_authenticated_it_and_what_its_subject_came_from()
    {
        var end = FixedTime.Noon.GetUtcNow().AddMinutes(5);
        var subject = _exchange.TokenOf(_exchange.Caller);
        Assert.NotEqual(end, (await GrantedAsync(_exchange.Server, subject)).NotAfter);

        _exchange.Caller = EndingAt(_exchange.Caller, end);
        Assert.Equal(end, (await GrantedAsync(_exchange.Server, subject)).NotAfter);
        _exchange.Caller = EndingAt(_exchange.Caller, null);
        Assert.Equal(end, (await GrantedAsync(_exchange.Server with { ExpiresAt = end }, subject)).NotAfter);
    }

    private static Client EndingAt(Client client, DateTimeOffset? end) => client with { Secrets = [client.Secrets[0] with { ExpiresAt = end }] };

    [Fact]
    public async Task The_record_is_the_subjects_and_the_use_is_of_the_credential_that_authenticated()
    {
        var granted = await GrantedAsync(_exchange.Server, _exchange.TokenOf(_exchange.Caller));
        var now = FixedTime.Noon.GetUtcNow();

        var record = Issuance.Of(new AccessToken(Guid.CreateVersion7(now), now, now, granted), null);

        Assert.Equal((_exchange.Caller.Id, _exchange.Caller.PrincipalId), (record.ClientId, record.PrincipalId));
        Assert.Equal(_exchange.Server.PrincipalId, record.Used?.PrincipalId);
        Assert.Equal(_exchange.Server.Id, record.ActingClientId);
    }

    private ActingParty ChainOf(int length, string clientId) =>
        new(_exchange.Server.PrincipalId, clientId, _exchange.Server.Epoch, ExchangeUnderTest.Secret, length == 1 ? null : ChainOf(length - 1, clientId));

    private async Task<AccessTokenGrant> GrantedAsync(Client by, string subject, params (string, string)[] more)
    {
        var granted = await _exchange.ExchangeAsync(by, subject, more);
        return granted.Value ?? throw new InvalidOperationException(granted.Error?.Reason);
    }

    private async Task<string?> ErrorAsync(string subject, params (string, string)[] more) =>
        (await _exchange.ExchangeAsync(_exchange.Caller, subject, more)).Error?.Error;
}
