using Microsoft.Extensions.Options;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Policies;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Applies to an OAuth client what is asked for at its creation or later: the rules are the same.</summary>
public sealed class ApplicationSettings(TokenLifetimes lifetimes, IOptions<AssertionOptions> assertions)
{
    private const int MinAssertionLifetimeSeconds = 10;

    /// <summary>A new client's settings: what is absent or null is the default.</summary>
    internal void Apply(CreateApplicationRequest request, Application application, TenantAccess tenant, Fields fields)
    {
        var hasKeys = application.KeySet is not null;
        Apply(
            new UpdateApplicationRequest
            {
                Name = new(request.Name),
                Description = new(request.Description),
                AccessTokenTtlSeconds = new(request.AccessTokenTtlSeconds),
                AllowedScopes = new(request.AllowedScopes),
                DefaultApiId = new(request.DefaultApiId),
                Policy = new(request.Policy),
                AssertionAudience = Given(request.AssertionAudience, hasKeys),
                AssertionMaxLifetimeSeconds = Given(request.AssertionMaxLifetimeSeconds, hasKeys),
                JwksUrl = Given(request.JwksUrl, hasKeys),
                Jwks = Given(request.Jwks, hasKeys),
            },
            application, tenant, fields);
    }

    internal void Apply(UpdateApplicationRequest request, Application application, TenantAccess tenant, Fields fields)
    {
        if (request.Name is { IsPresent: true, Value: var name })
        {
            application.Name = string.IsNullOrWhiteSpace(name) ? null : fields.Name("name", name, Application.MaxNameLength);
        }

        if (request.Description is { IsPresent: true, Value: var description })
        {
            application.Description = fields.Text("description", description, Application.MaxDescriptionLength);
        }

        if (request.AccessTokenTtlSeconds is { IsPresent: true, Value: var ttl })
        {
            application.AccessTokenTtlSeconds = lifetimes.Of(ttl, tenant, fields);
        }

        if (request.AllowedScopes is { IsPresent: true, Value: var scopes })
        {
            if (scopes?.Count > ScopeList.MaxCount || scopes?.All(s => s is not null && ScopeList.IsScopeToken(s)) == false)
            {
                fields.Add("allowed_scopes", $"It is a list of at most {ScopeList.MaxCount} scopes, or null.");
            }

            application.AllowedScopes = scopes?.Distinct(StringComparer.Ordinal).ToArray();
        }

        if (request.DefaultApiId is { IsPresent: true, Value: var apiId })
        {
            if (apiId is not null && tenant.Apis.All(api => api.Id != apiId))
            {
                fields.Add("default_api_id", "The tenant has no Api of this id.");
            }

            application.DefaultApiId = apiId;
        }

        if (request.Enabled is { IsPresent: true, Value: var enabled })
        {
            application.Enabled = enabled ?? true;
        }

        if (request.Policy is { IsPresent: true, Value: var policy })
        {
            application.Policy = PolicyRules.Apply(policy, application.Policy, fields);
            PolicyRules.CheckAgainst(application, fields);
        }

        ApplyToAssertions(request, application, fields);
    }

    private void ApplyToAssertions(UpdateApplicationRequest request, Application application, Fields fields)
    {
        var concerned = new[]
        {
            ("assertion_audience", request.AssertionAudience.IsPresent),
            ("assertion_max_lifetime_seconds", request.AssertionMaxLifetimeSeconds.IsPresent),
            ("jwks_url", request.JwksUrl.IsPresent),
            ("jwks", request.Jwks.IsPresent),
        };
        if (application.KeySet is not { } keySet)
        {
            foreach (var (field, _) in concerned.Where(member => member.Item2))
            {
                fields.Add(field, "The application authenticates by another method than an assertion.");
            }

            return;
        }

        if (request.AssertionAudience is { IsPresent: true, Value: var audience })
        {
            application.AllowsTokenEndpointAudience =
                fields.OneOf("assertion_audience", audience ?? "issuer", Words.AssertionAudiences) ?? false;
        }

        if (request.AssertionMaxLifetimeSeconds is { IsPresent: true, Value: var lifetime })
        {
            var maximum = assertions.Value.MaximumLifetimeSeconds;
            if (lifetime < MinAssertionLifetimeSeconds || lifetime > maximum)
            {
                fields.Add("assertion_max_lifetime_seconds", $"It is a number from {MinAssertionLifetimeSeconds} to {maximum}.");
            }

            application.AssertionMaxLifetimeSeconds = lifetime ?? Application.DefaultAssertionLifetimeSeconds;
        }

        if (request.JwksUrl.IsPresent || request.Jwks.IsPresent)
        {
            var jwks = KeyRules.Read(request.JwksUrl.Value, request.Jwks.Value, fields);
            (keySet.JwksUrl, keySet.Jwks) = (request.JwksUrl.Value, jwks);
        }
    }

    // What goes with keys alone is named as wrong only where it was sent.
    private static Optional<T> Given<T>(T value, bool hasKeys) => hasKeys || value is not null ? new(value) : default;
}
