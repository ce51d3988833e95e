using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace ServiceAccounts.Protocol.Federation;

/// <summary>
/// What conditions a trust must have to be one: whose issuer signs for everybody, or whose conditions let everything pass, lets
/// strangers in.
/// </summary>
public static partial class ConditionRules
{
    private const int MinPrefixLength = 4;

    // What every token of an issuer has, whoever it is for.
    private static readonly FrozenSet<string> SaysNothing = new[] { "iss", "aud", "exp", "nbf", "iat", "jti" }.ToFrozenSet(StringComparer.Ordinal);

    // How the sub of well-known platforms begins, before it says whose it is.
    private static readonly string[] LeadIns = ["system:serviceaccount:", "repo:", "project_path:", "organization:", "spiffe://", "https://"];

    // Issuers that sign for whoever opens an account with them, and the claims that say whose a token is.
    private static readonly (string Issuer, FrozenSet<string> Owners)[] SharedIssuers =
    [
        ("https://token.actions.githubusercontent.com", Set("sub", "repository", "repository_id", "repository_owner", "repository_owner_id")),
        ("https://gitlab.com", Set("sub", "project_path", "project_id", "namespace_path", "namespace_id")),
        ("https://accounts.google.com", Set("sub", "email", "hd")),
        ("https://app.terraform.io", Set("sub", "terraform_organization_id", "terraform_organization_name", "terraform_project_id", "terraform_workspace_id")),
        ("https://agent.buildkite.com", Set("sub", "organization_id", "organization_slug", "pipeline_id")),
    ];

    // Of their claims those that are made of parts, of which the first ones say whose it is.
    private static readonly FrozenSet<string> Composed = Set("sub", "repository", "project_path", "namespace_path");

    /// <summary>Why a condition is none, by itself; null where it is one.</summary>
    public static string? WhyWrong(ClaimCondition condition)
    {
        if (condition.Claim.Length is 0 or > ClaimCondition.MaxClaimLength || condition.Claim.Any(char.IsControl))
        {
            return $"claim is a name of 1 to {ClaimCondition.MaxClaimLength} characters.";
        }

        if (condition.Claim.StartsWith('/') && BadEscape().IsMatch(condition.Claim))
        {
            return "claim begins with / and is no JSON Pointer: write ~1 for a slash in a name, and ~0 for a tilde.";
        }

        var values = condition.Values;
        if (values.Length is 0 or > ClaimCondition.MaxValues || (condition.Match == ClaimMatch.Equals && values.Length > 1))
        {
            return condition.Match == ClaimMatch.Equals ? "equals takes one value; any_of takes several." : $"values has 1 to {ClaimCondition.MaxValues} values.";
        }

        if (values.Any(value => value.Length is 0 or > ClaimCondition.MaxValueLength || value.Any(char.IsControl)))
        {
            return $"Each value has 1 to {ClaimCondition.MaxValueLength} characters, and no control character.";
        }

        return values.Any(value => value.Contains('*', StringComparison.Ordinal))
            ? "A value has a *, and no patterns are understood: use prefix with what comes before it."
            : null;
    }

    /// <summary>Why all conditions together are not enough; null where they are.</summary>
    public static string? WhyTooWide(string issuer, bool isSpiffe, IReadOnlyCollection<ClaimCondition> conditions)
    {
        if (isSpiffe)
        {
            return conditions.Any(condition => condition.Path is ["sub"] && condition.Values.All(value => NamesWorkloads(value, condition.Match, issuer)))
                ? null
                : $"A trust domain needs a condition on sub: the SPIFFE ID of a workload in {issuer}, or a prefix below it that ends with /.";
        }

        if (!conditions.Any(Narrows))
        {
            return "A trust in an issuer alone lets in whoever it signs for: add a condition on a claim that says whose the token is, such as sub. "
                + $"A prefix has at least {MinPrefixLength} characters, and goes beyond how every sub begins.";
        }

        var shared = SharedIssuers.FirstOrDefault(shared =>
            issuer == shared.Issuer || issuer.StartsWith(shared.Issuer + "/", StringComparison.Ordinal));
        return shared.Owners is null || conditions.Any(condition => NamesOwner(condition, shared.Owners))
            ? null
            : $"{shared.Issuer} signs for everybody: add a condition on one of {string.Join(", ", shared.Owners.Order(StringComparer.Ordinal))} that names "
                + "whose tokens are meant. A prefix there includes the owner and the separator after it, such as repo:my-org/.";
    }

    private static bool Narrows(ClaimCondition condition) =>
        !(condition.Path is [var name] && SaysNothing.Contains(name))
        && (condition.Match != ClaimMatch.Prefix || condition.Values.All(value =>
            value.Length >= MinPrefixLength && !LeadIn().IsMatch(value) && !LeadIns.Any(leadIn => leadIn.StartsWith(value, StringComparison.Ordinal))));

    // A prefix without the separator after the owner lets in whoever registers a name that begins like it.
    private static bool NamesOwner(ClaimCondition condition, FrozenSet<string> owners) =>
        condition.Path is [var name] && owners.Contains(name)
        && (condition.Match != ClaimMatch.Prefix
            || (Composed.Contains(name) && condition.Values.All(value => value.IndexOf('/') > 0 || value.Count(c => c == ':') >= 2)));

    private static bool NamesWorkloads(string value, ClaimMatch match, string trustDomain) => match == ClaimMatch.Prefix
        ? value.EndsWith('/') && SpiffeId.IsIn(value.TrimEnd('/'), trustDomain)
        : SpiffeId.IsIn(value, trustDomain);

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex("~(?![01])")]
    private static partial Regex BadEscape();

    // A word and its colon.
    [GeneratedRegex("^[^:/]*:$")]
    private static partial Regex LeadIn();
}
