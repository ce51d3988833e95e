using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects;

/// <summary>Another system's API over our operations, so that a client written for that system works here unchanged.</summary>
internal interface IDialect : ISurface
{
    /// <summary>The title of its OpenAPI document.</summary>
    string Title { get; }

    /// <summary>What its OpenAPI document says of it in a few sentences: which system's clients it is for, and what differs.</summary>
    string Description { get; }

    /// <summary>Maps its routes.</summary>
    void Map(RouteGroupBuilder routes);
}
