namespace ServiceAccounts.Server.Surfaces;

/// <summary>Our own APIs, of which at most one owns a path.</summary>
internal sealed class OwnSurfaces(IEnumerable<ISurface> surfaces)
{
    private readonly ISurface[] _surfaces = [.. surfaces];

    /// <summary>The surface of a request; null where it asks for none of our own APIs.</summary>
    public ISurface? Of(PathString path)
    {
        foreach (var surface in _surfaces)
        {
            if (surface.Owns(path))
            {
                return surface;
            }
        }

        return null;
    }
}
