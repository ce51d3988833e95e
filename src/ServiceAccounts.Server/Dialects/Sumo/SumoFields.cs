using ServiceAccounts.Management;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>What is wrong with a request by this API's own rules, which are narrower here and there than ours.</summary>
internal sealed class SumoFields
{
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    public bool AreValid => _problems.Count == 0;

    public OperationError Error => OperationError.Invalid(_problems);

    public void Add(string field, string problem) => _problems.TryAdd(field, problem);

    /// <summary>A text that must be there.</summary>
    public SumoFields Required(string field, string? value, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            Add(field, $"It is required: 1 to {maxLength} characters.");
        }

        return Optional(field, value, maxLength);
    }

    /// <summary>A text that may be there.</summary>
    public SumoFields Optional(string field, string? value, int maxLength)
    {
        if (value?.Length > maxLength)
        {
            Add(field, $"It has more than {maxLength} characters.");
        }

        return this;
    }

    /// <summary>A member that must be there, whatever it is; a text may be empty.</summary>
    public SumoFields Present(string field, object? value)
    {
        if (value is null)
        {
            Add(field, "It is required.");
        }

        return this;
    }
}
