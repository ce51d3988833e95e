using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Credentials;

/// <summary>Lets an application trust tokens of another issuer instead of a secret of its own.</summary>
public sealed record CreateFederatedCredentialRequest
{
    /// <summary>What people call it: 1 to 255 characters, unique in its application. Required.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>The <c>iss</c> of the tokens, an https URL, exactly as they have it; this or <c>trust_domain</c>. It never changes.</summary>
    public string? Issuer { get; init; }

    /// <summary>A SPIFFE trust domain such as <c>spiffe://example.org</c>, whose JWT-SVIDs are trusted; this or <c>issuer</c>. It never changes.</summary>
    public string? TrustDomain { get; init; }

    /// <summary>What the tokens' <c>aud</c> contains; this server's issuer unless given.</summary>
    public string? Audience { get; init; }

    /// <summary>What their claims must say, all of it: 1 to 20 conditions, one of which at least narrows beyond the issuer. Required.</summary>
    [Required]
    public IReadOnlyList<ClaimConditionModel>? Conditions { get; init; }

    /// <summary>
    /// Where the keys are published (https). Unless this or <c>jwks</c> is given, an issuer's are found by its discovery document;
    /// a trust domain needs one of both.
    /// </summary>
    public string? JwksUrl { get; init; }

    /// <summary>The keys as a JWK set, at most four, for an issuer that this server cannot reach; of a SPIFFE bundle those for JWT-SVIDs are kept.</summary>
    public JsonElement? Jwks { get; init; }

    /// <summary>When the trust runs out; never unless given.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>What one claim must say.</summary>
public sealed record ClaimConditionModel
{
    /// <summary>The claim's name; where it begins with <c>/</c>, a JSON Pointer into nested objects, such as <c>/kubernetes.io/namespace</c>. Required.</summary>
    [Required]
    public string? Claim { get; init; }

    /// <summary><c>equals</c> (the one value), <c>prefix</c> (begins with one of the values) or <c>any_of</c> (is one of them). Required.</summary>
    [Required]
    [AllowedValues("equals", "prefix", "any_of")]
    public string? Match { get; init; }

    /// <summary>1 to 50 values, compared character by character; a claim that is a list fits if any of its elements does. Required.</summary>
    [Required]
    public IReadOnlyList<string>? Values { get; init; }
}

/// <summary>Changes a federated credential: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateFederatedCredentialRequest
{
    /// <summary>What people call it from now on.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>What the tokens' <c>aud</c> contains; null for this server's issuer.</summary>
    public Optional<string?> Audience { get; init; }

    /// <summary>What their claims must say from now on: all conditions anew.</summary>
    public Optional<IReadOnlyList<ClaimConditionModel>?> Conditions { get; init; }

    /// <summary>Where the keys are published from now on; null together with <c>jwks</c> for discovery.</summary>
    public Optional<string?> JwksUrl { get; init; }

    /// <summary>The keys from now on; null together with <c>jwks_url</c> for discovery.</summary>
    public Optional<JsonElement?> Jwks { get; init; }

    /// <summary>When the trust runs out; null for never.</summary>
    public Optional<DateTimeOffset?> ExpiresAt { get; init; }
}

/// <summary>A trust in the tokens of another issuer.</summary>
public sealed record FederatedCredentialResponse
{
    /// <summary>The credential's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The <c>iss</c> of the tokens; not with a trust domain.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Issuer { get; init; }

    /// <summary>The SPIFFE trust domain of the tokens; not with an issuer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TrustDomain { get; init; }

    /// <summary>What their <c>aud</c> contains; null for this server's issuer.</summary>
    public required string? Audience { get; init; }

    /// <summary>What their claims must say.</summary>
    public required IReadOnlyList<ClaimConditionModel> Conditions { get; init; }

    /// <summary>Where the keys are published, where that was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JwksUrl { get; init; }

    /// <summary>The keys, where they were given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Jwks { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed, or made.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it runs out; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who made it; null where that is not known. Not in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<CredentialCreatorResponse> CreatedBy { get; init; }

    /// <summary>When it was last used; null for never. Not in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<DateTimeOffset?> LastUsedAt { get; init; }

    /// <summary>From which address it was last used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string> LastUsedFrom { get; init; }
}

/// <summary>A token of the issuer, to see whether it would be accepted. It is kept nowhere.</summary>
public sealed record TryFederatedTokenRequest
{
    /// <summary>The token: at most 30,000 characters. Required.</summary>
    [Required]
    public string? Token { get; init; }

    /// <summary>Nothing of the token.</summary>
    // A record prints its members, and this one is a credential.
    public override string ToString() => nameof(TryFederatedTokenRequest);
}

/// <summary>Whether a token would be accepted, and what was looked at.</summary>
/// <param name="WouldBeAccepted">Whether all of it is good, and the application and its account may have tokens.</param>
/// <param name="Checks">Each check: form or algorithm, issuer, audience, times, signature, each condition by its claim, policy (but for its networks) and state.</param>
public sealed record TryFederatedTokenResponse(bool WouldBeAccepted, IReadOnlyList<TrustCheckResponse> Checks);

/// <summary>One check of a token.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Passed">Whether it is good.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there, as JSON; null where nothing is.</param>
/// <param name="Problem">What is wrong and would mend it.</param>
public sealed record TrustCheckResponse(string Name, bool Passed, string? Expected, string? Found, string? Problem);
