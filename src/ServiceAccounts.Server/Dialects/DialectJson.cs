using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServiceAccounts.Server.Dialects;

/// <summary>Names the members of a dialect's JSON, where it names them in another way than the management API.</summary>
internal static class DialectJson
{
    /// <summary>The same types with names such as <c>clientId</c>; a name that an attribute gives stays.</summary>
    public static IJsonTypeInfoResolver InCamelCase(this IJsonTypeInfoResolver types) => types.WithAddedModifier(type =>
    {
        foreach (var member in type.Properties)
        {
            if (member.AttributeProvider is MemberInfo own && !own.IsDefined(typeof(System.Text.Json.Serialization.JsonPropertyNameAttribute)))
            {
                member.Name = JsonNamingPolicy.CamelCase.ConvertName(own.Name);
            }
        }
    });
}
