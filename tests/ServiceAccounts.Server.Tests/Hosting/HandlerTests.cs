using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Server.Tests.Management;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>What the generator of request handlers cannot tell apart, or cannot say, is kept out of the routes.</summary>
public sealed class HandlerTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    // The generator makes one handler for all methods whose parameters have the same types and names, whatever their attributes
    // and defaults say: of two routes with {group_id} and {org_id} one would be read by the other's name.
    [Fact]
    public void Methods_with_the_same_parameters_bind_them_in_the_same_way()
    {
        var handlers = Handlers().Select(handler => handler.Method).Distinct().ToArray();
        Assert.True(handlers.Length > 100);

        Assert.All(
            handlers.GroupBy(Signature),
            alike => Assert.True(
                alike.Select(Bindings).Distinct().Count() == 1,
                $"Give a parameter another name in one of: {string.Join(", ", alike.Select(m => $"{m.DeclaringType!.Name}.{m.Name}"))}.")); // A handler is in a type.
    }

    [Fact]
    public void Every_type_of_an_optional_query_parameter_is_known_to_who_refuses_wrong_ones() => Assert.All(
        Handlers().SelectMany(handler => handler.Endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
            .Select(parameter => parameter.ParameterInfo.ParameterType)
            .Where(type => Nullable.GetUnderlyingType(type) is not null)
            .Distinct(),
        type => Assert.True(TypedQuery.Knows(type), $"Teach {nameof(TypedQuery)} to read {type}."));

    private IEnumerable<(Endpoint Endpoint, MethodInfo Method)> Handlers() =>
        from endpoint in fixture.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints
        from method in endpoint.Metadata.OfType<MethodInfo>()
        select (endpoint, method);

    private static string Signature(MethodInfo method) =>
        $"{method.ReturnType}({string.Join(", ", method.GetParameters().Select(parameter => $"{parameter.ParameterType} {parameter.Name}"))})";

    private static string Bindings(MethodInfo method) => string.Join(
        "; ",
        method.GetParameters().Select(parameter => string.Join(
            ", ",
            parameter.GetCustomAttributesData()
                .Where(attribute => !attribute.AttributeType.FullName!.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)) // An attribute's type has a name.
                .Select(attribute => attribute.ToString())
                .Append($"{parameter.HasDefaultValue} {parameter.RawDefaultValue}"))));
}
