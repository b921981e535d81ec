// C++ classes as Python types: constructors, methods, attributes, and who keeps an object alive.
#include "tests/engine/bind_fixture.h"

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;
using bind::arg;

namespace {
std::atomic<int> living{0};

class Disc {
public:
    explicit Disc(double radius) : radius_(radius) {
        if (radius == 13) throw std::invalid_argument("13 brings bad luck");
        ++living;
    }
    Disc(const Disc& other) : radius_(other.radius_), name(other.name) { ++living; }
    ~Disc() { --living; }
    double area() const { return 3 * radius_ * radius_; }
    double radius() const noexcept { return radius_; }
    void set_radius(double radius) { radius_ = radius; }
    Disc& scale(double factor) {
        radius_ *= factor;
        return *this;
    }

private:
    double radius_;

public:
    std::string name = "disc";
};

struct Pile {
    std::vector<std::shared_ptr<Disc>> discs;
    std::shared_ptr<Disc> at(int index) const { return discs.at(static_cast<std::size_t>(index)); }
};

struct Hidden {};
struct Waits {
    std::thread thread{[] {
        if (const GilGuard guard; guard) PyRun_SimpleString("waited = True");
    }};
    ~Waits() { thread.join(); }
};

double sum(const Disc& one, Disc& other, const std::vector<Disc>& more) {
    double all = one.area() + other.area();
    for (const Disc& disc : more) all += disc.area();
    return all;
}

const bind::Module& discs() {
    static const bind::Module module("discs", "", [](bind::Module& m) {
        m.type<Disc>("Disc", "A round piece.")
            .constructor<gil::keeps>(bind::make<Disc, double>, arg("radius").above(0).unit("m") = 1.0)
            .method<gil::releases>("scale", &Disc::scale, "Scale a copy.", arg("factor").in_range(0.1, 10))
            .method<gil::keeps>("__repr__", [](const Disc& disc) { return "Disc(" + disc.name + ")"; })
            .method<gil::keeps>("__len__", [](const Disc&) { return 7; })
            .method<gil::keeps>("__getitem__", [](const Disc& disc, int index) { return disc.radius() * index; })
            .property<gil::releases>("area", &Disc::area, "The area.")
            .property<gil::keeps>("radius", &Disc::radius, &Disc::set_radius, arg("radius").above(0).unit("m"))
            .property<gil::keeps>("name", &Disc::name, [](Disc& disc, std::string name) { disc.name = name; });
        m.type<Pile>("Pile")
            .constructor<gil::keeps>([](std::vector<std::shared_ptr<Disc>> discs) { return Pile{std::move(discs)}; },
                                     arg("discs"))
            .method<gil::keeps>("at", &Pile::at, arg("index"));
        m.type<Waits, gil::releases>("Waits").constructor<gil::keeps>([] { return std::make_shared<Waits>(); });
        m.function<gil::keeps>("sum", &sum, arg("one"), arg("other"), arg("more"));
        m.function<gil::keeps>("none", [](std::shared_ptr<Disc> disc) { return disc.use_count() > 1; });
        m.function<gil::keeps>("empty", [] { return std::shared_ptr<Disc>(); });
        m.function<gil::keeps>("hidden", [] { return Hidden(); });
    });
    return module;
}

struct WithDiscs : WithModule {
    WithDiscs() { import(discs()); }
    void run(const std::string& source) { CHECK(subject.submit_and_wait(source).state == RunState::done); }
};
}  // namespace

TEST_CASE_FIXTURE(WithDiscs, "an instance has methods and attributes") {
    run("d = discs.Disc(2)");
    CHECK(value<double>("d.area") == 12);
    CHECK(value<double>("d.scale(2).radius") == 4);
    CHECK(value<double>("d.radius") == 4);
    run("d.radius = 1; d.name = 'coin'");
    CHECK(value<std::string>("repr(d) + d.name") == "Disc(coin)coin");
    CHECK(value<int>("len(d)") == 7);
    CHECK(value<double>("d[3]") == 3);
    CHECK(value<double>("discs.Disc().radius + discs.Disc(radius=2).radius") == 3);
    CHECK(value<double>("discs.sum(d, other=discs.Disc(1), more=[d, d])") == 12);
    CHECK(value<double>("[discs.Disc.scale(d, 2), d.radius][1]") == 2);
}

TEST_CASE_FIXTURE(WithDiscs, "errors of an instance name it, its method or its attribute") {
    run("d = discs.Disc(2)");
    CHECK(error("discs.Disc(0)") == "ValueError: Disc(): radius is 0, which is not above 0 m");
    CHECK(error("discs.Disc(13)") == "ValueError: 13 brings bad luck");
    CHECK(error("d.scale(11)") == "ValueError: Disc.scale(): factor is 11, which is not between 0.1 and 10");
    CHECK(error("d.scale()") == "TypeError: Disc.scale() is missing the required argument 'factor' (position 1)");
    CHECK(error("setattr(d, 'radius', -1)") == "ValueError: Disc.radius is -1, which is not above 0 m");
    CHECK(error("setattr(d, 'radius', 'wide')") == "TypeError: Disc.radius is 'wide', a str, not a float");
    CHECK(error("delattr(d, 'radius')") == "AttributeError: Disc.radius cannot be deleted; assign a new value to it");
    CHECK(error("setattr(d, 'area', 1)").starts_with("AttributeError: attribute 'area'"));
    CHECK(error("discs.sum(d, 1, [])") == "TypeError: sum(): other is 1, an int, not a Disc");
    CHECK(error("discs.sum(d, d, [d, 1])") == "TypeError: sum(): item 1 of more is 1, an int, not a Disc");
    CHECK(error("discs.none(None)") == "TypeError: none(): arg0 is None, not a Disc");
    CHECK(error("discs.Pile([d]).at(1)").starts_with("IndexError: "));
    CHECK(error("discs.hidden()").ends_with("Hidden is bound by no module"));
    CHECK(error("discs.Disc.scale(1, 2)").starts_with("TypeError: "));
}

TEST_CASE_FIXTURE(WithDiscs, "a shared object is one C++ object in several Python objects") {
    run("d = discs.Disc(2); pile = discs.Pile([d])");
    run("pile.at(0).radius = 5");
    CHECK(value<double>("d.radius") == 5);
    CHECK(is_true("pile.at(0) == d and pile.at(0) is not d and hash(pile.at(0)) == hash(d)"));
    CHECK(is_true("d != discs.Disc(5) and d != 5 and d.scale(1) != d"));
    CHECK(is_true("discs.none(d) and discs.empty() is None"));
    const auto shared = result(subject.engine.eval<std::shared_ptr<Disc>>("d", on_handlers)).value();
    CHECK(shared->radius() == 5);
    CHECK(result(subject.engine.call<double>(
                     on_handlers,
                     result(subject.engine.eval<Callable>("lambda disc: disc.radius", on_handlers)).value(), shared))
              .value() == 5);
}

TEST_CASE_FIXTURE(WithDiscs, "an instance lives as long as Python or C++ has it, and is collected in a cycle") {
    run("import gc, weakref\nd = pile = None\ngc.collect()");
    subject.wait_until("the objects of other tests are gone", [] { return living == 0; });
    const int before = living;
    // The handlers thread may drop the last reference just after the answer.
    const auto wait_for_living = [&](int wanted) {
        INFO(wanted, " wanted, ", living.load(), " are alive");
        CHECK_NOTHROW(subject.wait_until("the instances that are dropped", [=] { return living == wanted; }));
    };
    run("d = discs.Disc(2)");
    auto shared = result(subject.engine.eval<std::shared_ptr<Disc>>("d", on_handlers)).value();
    run("w = weakref.ref(d); d = None");
    CHECK(is_true("w() is None"));
    wait_for_living(before + 1);
    shared.reset();
    wait_for_living(before);
    run("class Mine(discs.Disc):\n"
        "    def __init__(self, radius): self.me = self\n"
        "m = Mine(3)");
    CHECK(value<double>("m.area + discs.sum(m, m, [])") == 81);
    wait_for_living(before + 1);
    run("del m, Mine; gc.collect()");
    wait_for_living(before);
    run("for i in range(1000): scaled = discs.Disc(i + 20).scale(1)\nscaled = None");
    wait_for_living(before);
}

TEST_CASE_FIXTURE(WithDiscs, "an instance works when its module has gone") {
    run("import sys, gc\nd = discs.Disc(2)\nkept = sys.modules.pop('discs')\ndel discs, kept\ngc.collect()");
    CHECK(value<double>("d.scale(2).area") == 48);
    run("d = None; gc.collect()");
}

TEST_CASE_FIXTURE(WithDiscs, "a destructor that waits for a thread with the GIL does not deadlock") {
    run("w = discs.Waits(); del w");
    CHECK(is_true("waited"));
}

TEST_CASE_FIXTURE(WithDiscs, "a type without a constructor, and a copy, are refused") {
    CHECK(error("__import__('copy').copy(discs.Disc(1))").starts_with("TypeError: cannot pickle "));
    CHECK(value<std::string>("str(__import__('inspect').signature(discs.Disc))") == "(radius=1.0)");
    CHECK(value<std::string>("str(__import__('inspect').signature(discs.Disc.scale))") == "(self, /, factor)");
    CHECK(value<std::string>("str(__import__('inspect').signature(discs.Disc(1).scale))") == "(factor)");
    CHECK(value<std::string>("discs.Disc.radius.__doc__") == "float > 0, m");
    CHECK(value<std::string>("discs.Disc.area.__doc__") == "The area.\n\nfloat");
}

TEST_CASE("the stub has types") {
    const std::string stub = discs().stub();
    INFO(stub);
    const auto has = [&](const char* line) { return stub.find(line) != std::string::npos; };
    CHECK(has("\nclass Disc:\n    \"\"\"A round piece.\"\"\"\n    def __init__(self, radius: float = 1.0) -> None:\n"));
    CHECK(has("\n    @property\n    def area(self) -> float:\n        \"\"\"The area.\n\n        float\"\"\"\n"));
    CHECK(has("\n    @radius.setter\n    def radius(self, value: float) -> None: ...\n"));
    CHECK(has("\n    def scale(self, factor: float) -> Disc:\n"));
    CHECK(has("\ndef sum(one: Disc, other: Disc, more: Collection[Disc]) -> float:"));
    CHECK(has("\n    def at(self, index: int) -> Disc:"));
}
