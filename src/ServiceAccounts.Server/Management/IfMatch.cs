using System.Globalization;
using System.Reflection;
using Microsoft.Net.Http.Headers;

namespace ServiceAccounts.Server.Management;

/// <summary>The version that a caller expects a resource to have (RFC 9110 section 13.1.1); null where it expects none.</summary>
internal sealed record IfMatch(long? Version)
{
    // No resource has it: a tag that is none of ours matches nothing.
    private const long NoVersion = -1;

    public static ValueTask<IfMatch?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        _ = parameter;
        var tags = http.Request.GetTypedHeaders().IfMatch;
        return new ValueTask<IfMatch?>(tags switch
        {
            [] when http.Request.Headers.IfMatch.Count == 0 => new IfMatch((long?)null),
            [var tag] when tag.Equals(EntityTagHeaderValue.Any) => new IfMatch((long?)null),
            [{ IsWeak: false } tag] when long.TryParse(
                tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                && tag.Tag.Equals(TagOf(version), StringComparison.Ordinal) => new IfMatch(version),
            _ => new IfMatch(NoVersion),
        });
    }

    /// <summary>The <c>ETag</c> of a version.</summary>
    public static string TagOf(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
