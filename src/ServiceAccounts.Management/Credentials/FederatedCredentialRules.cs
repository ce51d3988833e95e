using System.Collections.Immutable;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>What an administrator may trust: everything that can be said of it without asking the issuer.</summary>
internal static class FederatedCredentialRules
{
    /// <summary>A new credential as it would be kept; what is wrong with it is in <paramref name="fields"/>.</summary>
    public static FederatedCredential Read(
        CreateFederatedCredentialRequest request, Guid applicationId, Caller? maker, DateTimeOffset now, Fields fields)
    {
        var isSpiffe = request is { TrustDomain: not null, Issuer: null };
        var issuer = Issuer(request, fields);
        var credential = new FederatedCredential
        {
            Id = Guid.CreateVersion7(now),
            ApplicationId = applicationId,
            Name = fields.Name("name", request.Name, FederatedCredential.MaxNameLength),
            Issuer = issuer ?? string.Empty,
            IsSpiffe = isSpiffe,
            Audience = fields.Text("audience", request.Audience, FederatedCredential.MaxUrlLength),
            Conditions = string.Empty,
            CreatedAt = now,
            CreatedById = maker?.PrincipalId,
            CreatedByName = maker?.Name,
            ExpiresAt = fields.End("expires_at", request.ExpiresAt, now),
        };
        SetConditions(credential, request.Conditions, fields);
        (credential.JwksUrl, credential.Jwks) = KeyRules.ReadOfIssuer(request.JwksUrl, request.Jwks, isSpiffe, fields);
        return credential;
    }

    /// <summary>Sets what the request has.</summary>
    public static void Apply(UpdateFederatedCredentialRequest request, FederatedCredential credential, DateTimeOffset now, Fields fields)
    {
        if (request.Name is { IsPresent: true, Value: var name })
        {
            credential.Name = fields.Name("name", name, FederatedCredential.MaxNameLength);
        }

        if (request.Audience is { IsPresent: true, Value: var audience })
        {
            credential.Audience = fields.Text("audience", audience, FederatedCredential.MaxUrlLength);
        }

        if (request.ExpiresAt is { IsPresent: true, Value: var end })
        {
            credential.ExpiresAt = fields.End("expires_at", end, now);
        }

        if (request.Conditions is { IsPresent: true, Value: var conditions })
        {
            SetConditions(credential, conditions, fields);
        }

        // A patch that names one of both means the keys as a whole: what comes from a URL is not given, and the other way round.
        if (request.JwksUrl.IsPresent || request.Jwks.IsPresent)
        {
            (credential.JwksUrl, credential.Jwks) = KeyRules.ReadOfIssuer(request.JwksUrl.Value, request.Jwks.Value, credential.IsSpiffe, fields);
        }
    }

    private static string? Issuer(CreateFederatedCredentialRequest request, Fields fields)
    {
        if (request.Issuer is null == request.TrustDomain is null)
        {
            fields.Add("issuer", "Give either issuer or trust_domain, and not both.");
            return null;
        }

        if (request.Issuer is { } issuer && !IsIssuer(issuer))
        {
            fields.Add(
                "issuer",
                $"It is an https URL without user info, query and fragment, exactly as the tokens' iss has it, at most {FederatedCredential.MaxIssuerLength} characters.");
            return null;
        }

        if (request.TrustDomain is { } domain && !SpiffeId.IsTrustDomain(domain))
        {
            fields.Add("trust_domain", "It is the name of a SPIFFE trust domain without a path, in lower case, such as spiffe://example.org.");
            return null;
        }

        return request.Issuer ?? request.TrustDomain;
    }

    private static bool IsIssuer(string issuer) =>
        issuer.Length <= FederatedCredential.MaxIssuerLength
        && Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.UserInfo.Length == 0
        && !issuer.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '?' or '#');

    private static void SetConditions(FederatedCredential credential, IReadOnlyList<ClaimConditionModel>? models, Fields fields)
    {
        if (models is not { Count: > 0 and <= ClaimCondition.MaxConditions })
        {
            fields.Add("conditions", $"It is required: 1 to {ClaimCondition.MaxConditions} conditions on claims of the tokens, such as sub.");
            return;
        }

        var conditions = models.Select((model, i) => Condition(model, fields.Within($"conditions[{i}]."))).OfType<ClaimCondition>().ToImmutableArray();
        if (conditions.Length < models.Count)
        {
            return;
        }

        // Whose tokens they are about must be known before it can be said whether they are enough.
        if (credential.Issuer.Length > 0 && ConditionRules.WhyTooWide(credential.Issuer, credential.IsSpiffe, conditions) is { } tooWide)
        {
            fields.Add("conditions", tooWide);
        }

        credential.Conditions = ClaimCondition.ToJson(conditions);
        if (credential.Conditions.Length > FederatedCredential.MaxConditionsLength)
        {
            fields.Add("conditions", $"All together they have more than {FederatedCredential.MaxConditionsLength} characters.");
        }
    }

    private static ClaimCondition? Condition(ClaimConditionModel? model, Fields fields)
    {
        if (model is not { Claim: { } claim, Values: { } values } || values.Any(value => value is null))
        {
            fields.Add("claim", "A condition has claim, match and values: a name, a word, and a list of texts.");
            return null;
        }

        if (fields.OneOf("match", model.Match, ClaimMatches.ByWord) is not { } match)
        {
            return null;
        }

        var condition = new ClaimCondition(claim, match, [.. values]);
        if (ConditionRules.WhyWrong(condition) is { } problem)
        {
            fields.Add("values", problem);
            return null;
        }

        return condition;
    }
}
