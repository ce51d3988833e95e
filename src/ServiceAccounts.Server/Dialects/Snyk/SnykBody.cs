using System.Diagnostics.CodeAnalysis;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>Checks what Snyk's language asks of a body beyond what the operations check, and names all of it at once.</summary>
internal sealed class SnykBody
{
    private const int MinTtlSeconds = 3_600;
    private const int MaxTtlSeconds = 86_400;
    private const int MaxProblems = 20;
    private const string Attributes = "data.attributes";
    internal static readonly string[] AuthTypes = ["api_key", "oauth_client_secret", "oauth_private_key_jwt"];
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>Why the body is refused; null where nothing is wrong.</summary>
    public RefusalResult? Refusal => _problems.Count == 0
        ? null
        : new RefusalResult(Surfaces.Refusal.Of(OperationError.Invalid(_problems)));

    /// <summary>A new account as the operation takes it; null where there is a refusal.</summary>
    public CreateServiceAccountRequest? Read(CreateSnykServiceAccount? body, SnykOwner owner, Caller caller)
    {
        if (!Has(body?.Data, "data"))
        {
            return null;
        }

        CheckType(body.Data.Type, SnykServiceAccount.TypeName, isRequired: owner.Kind == PlaceKind.Group);
        if (!Has(body.Data.Attributes, Attributes))
        {
            return null;
        }

        var attributes = body.Data.Attributes;
        Has(attributes.Name, Attributes + ".name");
        CheckRole(attributes.RoleId, owner, caller);
        CheckAuthentication(attributes);
        return Refusal is not null ? null : new CreateServiceAccountRequest
        {
            Name = attributes.Name,
            AuthType = attributes.AuthType,
            OrganizationId = owner.Id,
            RoleIds = [attributes.RoleId!.Value], // Checked above.
            AccessTokenTtlSeconds = (int?)attributes.AccessTokenTtlSeconds,
            JwksUrl = attributes.JwksUrl,
        };
    }

    /// <summary>The new name; null where there is a refusal.</summary>
    public string? Read(RenameSnykServiceAccount? body, Guid id)
    {
        if (!Has(body?.Data, "data"))
        {
            return null;
        }

        CheckType(body.Data.Type, SnykServiceAccount.TypeName, isRequired: true);
        CheckId(body.Data.Id, id);
        if (Has(body.Data.Attributes, Attributes))
        {
            Has(body.Data.Attributes.Name, Attributes + ".name");
        }

        return Refusal is null ? body.Data.Attributes?.Name : null;
    }

    /// <summary>What is to be done with the secrets; null where there is a refusal.</summary>
    public ManageSnykSecretsAttributes? Read(ManageSnykSecrets? body)
    {
        if (!Has(body?.Data, "data"))
        {
            return null;
        }

        CheckType(body.Data.Type, SnykServiceAccount.TypeName, isRequired: true);
        if (Has(body.Data.Attributes, Attributes))
        {
            var (secret, other) = (body.Data.Attributes.Secret, body.Data.Attributes.ClientSecret);
            if (body.Data.Attributes.Mode is not ("create" or "replace" or "delete"))
            {
                _problems[Attributes + ".mode"] = "It is one of replace, create, delete.";
            }
            else if (body.Data.Attributes.Mode == "delete" && string.IsNullOrEmpty(secret ?? other))
            {
                _problems[Attributes + ".secret"] = "It is required to delete one: the secret itself.";
            }

            if (secret is not null && other is not null && secret != other)
            {
                _problems[Attributes + ".client_secret"] = "It is another name of secret, and the two differ: send one of them.";
            }
        }

        return Refusal is null ? body.Data.Attributes : null;
    }

    /// <summary>The type of the resource.</summary>
    public void CheckType(string? type, string expected, bool isRequired)
    {
        if (type is null ? isRequired : type != expected)
        {
            _problems["data.type"] = $"It is {expected}.";
        }
    }

    /// <summary>The id of the resource, where it repeats the one in the path.</summary>
    public void CheckId(Guid? id, Guid inPath)
    {
        if (id != inPath)
        {
            _problems["data.id"] = "It is the id in the path, once more.";
        }
    }

    /// <summary>Whether a member is there.</summary>
    public bool Has([NotNullWhen(true)] object? member, string field)
    {
        if (member is null)
        {
            _problems[field] = "It is required.";
        }

        return member is not null;
    }

    /// <summary>A text of a limited length, where it is there.</summary>
    public void CheckLength(string? text, string field, int maximum)
    {
        if (text is not null && (text.Trim().Length == 0 || text.Length > maximum))
        {
            _problems[field] = $"It has 1 to {maximum} characters.";
        }
    }

    /// <summary>A list of texts, where it is there, has a text at each place.</summary>
    public void CheckTexts(IReadOnlyList<string>? texts, string field)
    {
        for (var i = 0; i < texts?.Count && _problems.Count < MaxProblems; i++)
        {
            Has(texts[i], $"{field}[{i}]");
        }
    }

    // A role that the tenant does not have is refused by the operation.
    private void CheckRole(Guid? roleId, SnykOwner owner, Caller caller)
    {
        if (Has(roleId, Attributes + ".role_id")
            && caller.Tenant.Roles.TryGetValue(roleId.Value, out var role) && !role.Levels.Contains(owner.Kind))
        {
            _problems[Attributes + ".role_id"] = owner.Kind == PlaceKind.Group
                ? "It is no role for groups: an account of a group takes a group-level role."
                : "It is no role for orgs: an account of an org takes an org-level role.";
        }
    }

    private void CheckAuthentication(CreateSnykServiceAccountAttributes attributes)
    {
        if (!AuthTypes.Contains(attributes.AuthType, StringComparer.Ordinal))
        {
            _problems[Attributes + ".auth_type"] = $"It is one of {string.Join(", ", AuthTypes)}.";
        }

        if (attributes.AuthType == "oauth_private_key_jwt" && attributes.JwksUrl is null)
        {
            _problems[Attributes + ".jwks_url"] = "It is required for oauth_private_key_jwt: the https URL of the public keys.";
        }

        if (attributes.AccessTokenTtlSeconds is { } ttl && (ttl is < MinTtlSeconds or > MaxTtlSeconds || ttl != decimal.Truncate(ttl)))
        {
            _problems[Attributes + ".access_token_ttl_seconds"] = $"It is a whole number from {MinTtlSeconds} to {MaxTtlSeconds}.";
        }

        if (attributes.AccessTokenExpiresAt is not null)
        {
            _problems[Attributes + ".access_token_expires_at"] =
                "It goes with the auth_type access_token, which there is not here: take api_key, whose key can be given an end in the management API.";
        }
    }
}
