using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace ServiceAccounts.Server.Hosting;

/// <summary>A valid value for a setting that has no default to show.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingExampleAttribute(string value) : Attribute
{
    public string Value { get; } = value;
}

/// <summary>Wrong settings: the server does not start, and says all of them at once.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems)
    : Exception("The settings are not valid:" + string.Concat(problems.Select(problem => Environment.NewLine + "  " + problem)))
{
    /// <summary>Each of them.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>
/// Reads the sections below <c>ServiceAccounts</c> before anything else is made of them. Each problem names the setting,
/// the reason and a valid example; a name that no setting has is a problem too, because a typing error must not pass for a
/// default.
/// </summary>
internal sealed class Settings(IConfiguration configuration, IServiceCollection services)
{
    private const string Root = ServerOptions.Section;

    private readonly List<string> _problems = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads and checks one section, and registers it as <c>IOptions</c>.</summary>
    public T Read<T>(string section)
        where T : class, new()
    {
        _known.Add(section);
        var options = Bind<T>(section);
        Check(section, options);
        services.AddSingleton(Options.Create(options));
        return options;
    }

    /// <summary>Notes a problem of one setting.</summary>
    public void Add(string setting, string problem, string example) => Add(setting, problem, setting, example);

    /// <summary>Ends the reading; throws when there was a problem.</summary>
    public void ThrowIfInvalid()
    {
        var settings = typeof(ServerOptions).GetProperties().Select(property => $"{Root}:{property.Name}");
        foreach (var child in configuration.GetSection(Root).GetChildren())
        {
            if (!_known.Contains(child.Path) && !settings.Contains(child.Path, StringComparer.OrdinalIgnoreCase))
            {
                _problems.Add($"{child.Path}: There is no such setting or section. Known are {string.Join(", ", _known.Concat(settings).Where(k => k != Root))}.");
            }
        }

        if (_problems.Count > 0)
        {
            throw new SettingsException(_problems);
        }
    }

    /// <summary>The same with an example of another setting.</summary>
    public void Add(string setting, string problem, string settingOfExample, string example) =>
        _problems.Add($"{setting}: {problem} For example {settingOfExample.Replace(":", "__", StringComparison.Ordinal)}={Quote(example)}");

    // The values of a list are numbered, in an example too.
    private void Add(string section, PropertyInfo property, string problem, object defaults)
    {
        var setting = $"{section}:{property.Name}";
        var first = IsOfFiles(property) ? ":0:File" : property.PropertyType.IsArray ? ":0" : string.Empty;
        Add(setting, problem, setting + first, ExampleOf(property, defaults));
    }

    private T Bind<T>(string section)
        where T : class, new()
    {
        try
        {
            return configuration.GetSection(section)
                .Get<T>(binder => binder.ErrorOnUnknownConfiguration = section != Root) ?? new T();
        }
        catch (InvalidOperationException e)
        {
            // The binder's message names the value or the unknown name; the value may be a secret in the wrong place.
            var name = typeof(T).GetProperties().FirstOrDefault(p => e.Message.Contains($"'{section}:{p.Name}'", StringComparison.OrdinalIgnoreCase));
            if (name is not null)
            {
                var problem = name.PropertyType.IsArray
                    ? "It is a list: each value has a number."
                    : $"The value is not of type {name.PropertyType.Name}.";
                Add(section, name, problem, new T());
            }
            else
            {
                var names = typeof(T).GetProperties().Select(p => p.Name).ToList();
                var unknown = configuration.GetSection(section).GetChildren().Select(c => c.Key)
                    .Where(key => !names.Contains(key, StringComparer.OrdinalIgnoreCase));
                _problems.Add($"{section}: There is no setting {string.Join(", ", unknown)} here. Known are {string.Join(", ", names)}.");
            }

            return new T();
        }
    }

    private void Check<T>(string section, T options)
        where T : class, new()
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var property = typeof(T).GetProperty(result.MemberNames.First())!; // Every rule names its setting.
            Add(section, property, result.ErrorMessage ?? "It is not valid.", new T());
        }
    }

    private static bool IsOfFiles(PropertyInfo property) => property.PropertyType.GetElementType()?.GetProperty("File") is not null;

    private static string ExampleOf(PropertyInfo property, object defaults) =>
        property.GetCustomAttribute<SettingExampleAttribute>()?.Value
        ?? (IsOfFiles(property) ? "/run/secrets/signing-es256.pem" : property.GetValue(defaults)?.ToString())
        ?? string.Empty;

    private static string Quote(string value) => value.Contains(' ', StringComparison.Ordinal) ? $"\"{value}\"" : value;
}
